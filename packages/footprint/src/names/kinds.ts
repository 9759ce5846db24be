/** What a name's model makes or reads, where that is not text. */
export type Kind = "text" | "embedding" | "unsupported";

/** Suppliers of nothing but media: what they serve is unsupported whatever its name. */
const mediaSupplier =
  /^(?:deepgram|elevenlabs|assemblyai|aws-polly|aws-transcribe|recraft|runwayml|runway|stability|stability-ai|black-forest-labs|soniox|cartesia|playht|lmnt|hume|gladia|speechmatics|revai|suno|udio|luma|lumaai|pika|kling|ideogram|leonardo|midjourney|heygen|synthesia|d-id|bria|topaz\w*|reducto|mathpix|llamaparse|fal-ai\/(?!openrouter))(?:\/|$)/;

/** Names of models that draw. */
const images =
  /(?:^|[/:._-])(?:dall-?e|(?:chat)?gpt-image|imagen|image-?gen(?:eration)?|stable-?(?:diffusion|image|cascade|conservative|creative|fast-upscale|outpaint|style)?(?:-[\w-]*upscale)?(?=-|$)|sdxl|stablediffusion\w*|lucid-(?:origin|realism)|arrow|sd-?[123]x?(?:\.\d)?(?=[-:]|$)|ssd-1b|flux|midjourney|ideogram|recraft|seedream|seededit|nano-banana|photon|playground-v\d|kandinsky|hidream|kolors|pixart|aura-?flow|firefly|bria|cogview|janus|omnigen|hunyuan-?image|hunyuan-?dit|qwen-image|z-image|wanx|longcat-image|glm-image|ernie-image|grok-imagine|grok-2-image|nova-canvas|titan-image|mai-image|p-image|muse-image|reve|dreamina|realistic-vision|juggernaut|controlnet|ip-adapter|esrgan|real-esrgan|gfpgan|clarity-upscaler|upscaler?|inpaint(?:ing)?|outpaint(?:ing)?|remove-background|background-remov\w+|birefnet|rembg|segment-anything|sam-?[23]|virtual-try-on|try-on|trellis|hunyuan3d|tripo\w*|meshy)(?:[/:._-]|\d|$)/;
/** Text models' siblings that draw, and sizes of pictures in place of a path. */
const drawing =
  /(?:gemini|grok|qwen|gpt|claude|nova|glm|ernie|hy|mai|wan|muse)[\w.-]*-image(?:-(?:preview|mini|max|pro|plus|turbo|lite|fast|edit|hd|\d[\w.]*)|$|[/:])|(?:^|[/-])(?:text|image|sketch)-?(?:to|2)-?(?:image|3d)|\bimage-(?:edit|to|editing|generation|variation)|\b(?:256|512|768|1024|1536|1792|2048)-?x-?(?:256|512|768|1024|1536|1792|2048)\b/;
const video =
  /(?:^|[/:._-])(?:sora|veo|kling|seedance|hailuo|wan-?\d(?:[.-]?\d)?|ltxv?|hunyuan-?video|cogvideox?|mochi(?:-1)?|pixverse|vidu|runway|gen-?[34](?=[-_]|$)|luma-?ray|ray-?(?:flash-?)?[v23]?\d?(?=[-/.]|$)|happyhorse|nova-reel|i2v|t2v|r2v|v2v|s2v|ti2v|svd|skyreels|minimax-video|video-01|magi-1|minimax-h\d|omnihuman|lipsync|lip-sync|avatar|motion|text-to-video|image-to-video|video-to-video|reference-to-video|video|video-(?:gen\w*|prime)|recast|reframe|movie-?gen|cosmos-(?:transfer|predict)[\w.]*|marengo|pegasus|twelvelabs)(?:[/:._-]|\d|$)/;
const audio =
  /(?:^|[/:._-])(?:whisper|(?:gpt-)?(?:4o-)?(?:mini-)?tts|tts|stt|asr|speech|transcri(?:be|ption)|diari[sz]e\w*|realtime|live-?(?:\d[\w.]{0,20}|preview|api|translate|transcribe)?(?=-|$)|native-audio|(?:gpt|4o|mini)-audio|qwen-?\d?-?audio|audio(?=-|$)|voice|voxtral|telephony|sonic|nova-sonic|chirp|lyria|musicgen|music|suno|udio|bark|orpheus|kokoro|parakeet|canary|eleven|aura|sesame|csm-1b|dia-1-6b|xtts|melo-?tts|cosyvoice|f5-tts|fish-speech|higgs-audio|paraformer|sensevoice|fun-?asr|seamless|mms|speecht5|wav2vec|moshi|ultravox|translate-audio|polly|melotts|studiovoice|smart-turn|active-speaker\w*)(?:[/:._-]|\d|$)/;
const documents =
  /ocr(?:[/:._-]|\d|$)|(?:^|[/:._-])(?:document-ai|doc-intelligence|documentai|textract|layoutlm\w*|trocr|nougat|docling|parse|moderation)(?:[/:._-]|\d|$)/;

/** Models that hear and write text. */
const writesText = /(?:^|[/:._-])voxtral-(?:small|mini-(?:3b|2507))(?!\S*-(?:tts|transcribe|realtime|transcription))/;

const embedding =
  /embed|rerank|ranking|(?:^|[/:._-])(?:bge|e5|gte|voyage|m2-bert|minilm|all-minilm|all-mini-lm|(?:multi-qa|all)-mpnet[\w-]*|uae-large|nomic|mxbai|colbert|stella|instructor|sentence-\w+|gritlm|sfr-?embedding|arctic-embed|ada-002|text-(?:similarity|search)|multilingual-e5|gecko|textembedding|llama-rank|nv-embed\w*|jina-(?:clip|colbert|v\d)|gliner[\w-]*|cde-(?:small|large)|semantic-ranker|(?:distil|ro)?bert(?:a)?-(?:base|large|sst))(?=[/:._-]|\d|$)|(?:^|\/)ada$/;

/** What a whole reported name stands for. @param whole lower case, `-` for blanks and underscores */
export function kindOfName(whole: string): Kind {
  if (writesText.test(whole)) return "text";
  if (embedding.test(whole)) return "embedding";
  const made = [mediaSupplier, images, drawing, video, audio, documents].some((pattern) => pattern.test(whole));
  return made ? "unsupported" : "text";
}
