/** Addresses of each provider in the shape of its real traffic. */
export interface Site {
  readonly pack: string;
  /** Requests that are one prompt each: a new one, a regenerated one, an edited one … */
  readonly prompts: readonly string[];
  readonly contentType: string;
  readonly resume?: string;
  readonly replay?: string;
  /** POST requests around a prompt that never count. */
  readonly never: readonly string[];
  readonly poll: string;
  readonly beacon: string;
  readonly page: string;
}

const uuid = "0193a7c2-5b1e-7c44-9d0a-6f2b8e4c1d37";
const other = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const sse = "text/event-stream";
const playground = (pack: string, page: string, host: string, paths: readonly string[], never: readonly string[]) => ({
  pack,
  prompts: paths.map((path) => `https://${host}${path}`),
  contentType: sse,
  never: never.map((path) => `https://${host}${path}`),
  poll: `https://${host}/v1/models`,
  beacon: `https://${host}/v1/telemetry`,
  page,
});

export const sites: readonly Site[] = [
  {
    pack: "chatgpt",
    prompts: [
      "https://chatgpt.com/backend-api/f/conversation",
      "https://chatgpt.com/backend-anon/f/conversation",
      "https://chatgpt.com/backend-api/conversation",
    ],
    contentType: sse,
    resume: "https://chatgpt.com/backend-api/f/conversation/resume",
    never: [
      "https://chatgpt.com/backend-api/f/conversation/prepare",
      "https://chatgpt.com/backend-api/sentinel/chat-requirements",
      "https://chatgpt.com/backend-api/conversation/init",
      "https://chatgpt.com/backend-api/celsius/ws/user",
      `https://chatgpt.com/backend-api/conversation/${uuid}/async-status`,
      "https://chatgpt.com/ces/v1/t",
    ],
    poll: `https://chatgpt.com/backend-api/conversation/${uuid}/stream_status`,
    beacon: "https://chatgpt.com/backend-api/lat/r",
    page: "https://chatgpt.com/api/auth/signin",
  },
  {
    pack: "claude",
    prompts: ["completion", "retry_completion"].map(
      (last) => `https://claude.ai/api/organizations/${other}/chat_conversations/${uuid}/${last}`,
    ),
    contentType: sse,
    never: [
      `https://claude.ai/api/organizations/${other}/chat_conversations`,
      `https://claude.ai/api/organizations/${other}/chat_conversations/${uuid}/title`,
      `https://claude.ai/api/organizations/${other}/convert_document`,
    ],
    poll: `https://claude.ai/api/organizations/${other}/chat_conversations/${uuid}`,
    beacon: "https://claude.ai/api/event_logging/batch",
    page: "https://claude.ai/login",
  },
  {
    pack: "gemini",
    prompts: ["", "/u/1"].map(
      (user) =>
        `https://gemini.google.com${user}/_/BardChatUi/data/assistant.lamda.BardFrontendService/StreamGenerate?bl=boq&f.sid=-4&hl=en&_reqid=4711&rt=c`,
    ),
    contentType: "application/json",
    never: [
      "https://gemini.google.com/_/BardChatUi/data/batchexecute?rpcids=MaZiqc&source-path=%2Fapp",
      "https://gemini.google.com/u/1/_/BardChatUi/data/batchexecute?rpcids=ESY5D",
      "https://gemini.google.com/_/BardChatUi/browserinfo",
    ],
    poll: "https://gemini.google.com/_/BardChatUi/data/batchexecute?rpcids=hNvQHb",
    beacon: "https://gemini.google.com/_/BardChatUi/jserror",
    page: "https://accounts.google.com/signin",
  },
  {
    pack: "perplexity",
    prompts: ["https://www.perplexity.ai/rest/sse/perplexity_ask"],
    contentType: sse,
    never: [
      `https://www.perplexity.ai/rest/sse/perplexity_ask/reconnect/${uuid}`,
      "https://www.perplexity.ai/rest/sse/perplexity_terminate",
      "https://www.perplexity.ai/rest/rate-limit/all",
      "https://www.perplexity.ai/rest/thread/list_ask_threads",
    ],
    poll: "https://www.perplexity.ai/rest/rate-limit/free-queries",
    beacon: "https://www.perplexity.ai/rest/event/analytics",
    page: "https://www.perplexity.ai/onboarding",
  },
  {
    pack: "mistral",
    prompts: ["https://chat.mistral.ai/api/chat"],
    contentType: "text/plain",
    never: [
      "https://chat.mistral.ai/api/trpc/message.newChat?batch=1",
      "https://chat.mistral.ai/api/trpc/user.session",
    ],
    poll: "https://chat.mistral.ai/api/trpc/message.all",
    beacon: "https://chat.mistral.ai/api/telemetry",
    page: "https://auth.mistral.ai/login",
  },
  {
    pack: "deepseek",
    prompts: ["completion", "edit_message", "regenerate", "continue"].map(
      (last) => `https://chat.deepseek.com/api/v0/chat/${last}`,
    ),
    contentType: sse,
    replay: "https://chat.deepseek.com/api/v0/chat/resume_stream",
    never: [
      "https://chat.deepseek.com/api/v0/chat/create_pow_challenge",
      "https://chat.deepseek.com/api/v0/chat/stop_stream",
      "https://chat.deepseek.com/api/v0/chat_session/create",
    ],
    poll: "https://chat.deepseek.com/api/v0/chat/history_messages",
    beacon: "https://chat.deepseek.com/api/v0/events",
    page: "https://chat.deepseek.com/sign_in",
  },
  {
    pack: "grok",
    prompts: [
      "https://grok.com/rest/app-chat/conversations/new",
      `https://grok.com/rest/app-chat/conversations/${uuid}/responses`,
    ],
    contentType: "application/json",
    replay: `https://grok.com/rest/app-chat/conversations/reconnect-response-v2/${uuid}`,
    never: [
      `https://grok.com/rest/app-chat/conversations/${uuid}/load-responses`,
      `https://grok.com/rest/app-chat/conversations/${uuid}/response-node`,
      "https://grok.com/rest/rate-limits",
    ],
    poll: "https://grok.com/rest/app-chat/conversations",
    beacon: "https://grok.com/rest/events",
    page: "https://accounts.x.ai/sign-in",
  },
  {
    pack: "grok-x",
    prompts: ["https://grok.x.com/2/grok/add_response.json"],
    contentType: "text/plain",
    never: ["https://x.com/i/api/graphql/abc/CreateGrokConversation", "https://x.com/i/api/1.1/jot/client_event.json"],
    poll: "https://x.com/i/api/2/notifications/all.json",
    beacon: "https://x.com/i/api/1.1/jot/ces/p2",
    page: "https://x.com/i/flow/login",
  },
  {
    pack: "qwen",
    prompts: [`https://chat.qwen.ai/api/v2/chat/completions?chat_id=${uuid}`],
    contentType: sse,
    never: ["https://chat.qwen.ai/api/v2/chats/new", `https://chat.qwen.ai/api/v2/chats/${uuid}`],
    poll: "https://chat.qwen.ai/api/v2/chats",
    beacon: "https://chat.qwen.ai/api/v2/log",
    page: "https://chat.qwen.ai/auth",
  },
  {
    pack: "zai",
    prompts: [
      "https://chat.z.ai/api/v2/chat/completions?timestamp=1&requestId=2",
      "https://chat.z.ai/api/chat/completions",
    ],
    contentType: sse,
    never: ["https://chat.z.ai/api/v1/chats/new", "https://chat.z.ai/api/v1/auths/"],
    poll: "https://chat.z.ai/api/v1/chats",
    beacon: "https://chat.z.ai/api/v1/events",
    page: "https://chat.z.ai/auth",
  },
  {
    pack: "huggingchat",
    prompts: ["https://huggingface.co/chat/conversation/6745f0a1b2c3d4e5f6a7b8c9"],
    contentType: "application/jsonl",
    never: [
      "https://huggingface.co/chat/conversation",
      "https://huggingface.co/chat/conversation/6745f0a1b2c3d4e5f6a7b8c9/stop-generating",
      "https://huggingface.co/chat/settings",
    ],
    poll: "https://huggingface.co/chat/api/v2/conversations",
    beacon: "https://huggingface.co/api/event",
    page: "https://huggingface.co/login",
  },
  playground(
    "openai-playground",
    "https://platform.openai.com/login",
    "api.openai.com",
    ["/v1/responses", "/v1/chat/completions"],
    ["/v1/responses/input_tokens", "/v1/files"],
  ),
  playground(
    "anthropic-console",
    "https://platform.claude.com/login",
    "api.anthropic.com",
    ["/v1/messages"],
    ["/v1/messages/count_tokens", "/v1/messages/batches"],
  ),
  {
    pack: "ai-studio",
    prompts: [
      "https://alkalimakersuite-pa.clients6.google.com/$rpc/google.internal.alkali.applications.makersuite.v1.MakerSuiteService/GenerateContent",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:streamGenerateContent?alt=sse",
    ],
    contentType: "application/json+protobuf",
    never: [
      "https://alkalimakersuite-pa.clients6.google.com/$rpc/google.internal.alkali.applications.makersuite.v1.MakerSuiteService/CountTokens",
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:countTokens",
    ],
    poll: "https://alkalimakersuite-pa.clients6.google.com/$rpc/google.internal.alkali.applications.makersuite.v1.MakerSuiteService/ListModels",
    beacon: "https://alkalimakersuite-pa.clients6.google.com/log",
    page: "https://accounts.google.com/signin",
  },
  playground(
    "mistral-console",
    "https://auth.mistral.ai/login",
    "api.mistral.ai",
    ["/v1/chat/completions", "/v1/conversations"],
    ["/v1/embeddings", "/v1/files"],
  ),
  playground(
    "xai-console",
    "https://accounts.x.ai/sign-in",
    "api.x.ai",
    ["/v1/chat/completions", "/v1/responses"],
    ["/v1/tokenize-text", "/v1/files"],
  ),
  playground(
    "groq-console",
    "https://console.groq.com/login",
    "api.groq.com",
    ["/openai/v1/chat/completions"],
    ["/openai/v1/files", "/platform/v1/user/profile"],
  ),
  playground(
    "openrouter",
    "https://openrouter.ai/sign-in",
    "openrouter.ai",
    ["/api/v1/chat/completions"],
    ["/api/frontend/models", "/api/v1/generation"],
  ),
  playground(
    "cohere-playground",
    "https://dashboard.cohere.com/login",
    "api.cohere.com",
    ["/v2/chat", "/v1/chat"],
    ["/v1/tokenize", "/v2/embed"],
  ),
];
