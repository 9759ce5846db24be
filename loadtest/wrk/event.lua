-- Single events with ids of their own and a ts of now, as the extension sends them. PAUSE_MS paces each connection.
local count, run, ts = 0, 0, nil
local pause = tonumber(os.getenv("PAUSE_MS")) or 0

function init()
  math.randomseed(os.time())
  run = math.random(0, 2147483647)
  wrk.method = "POST"
  wrk.headers["content-type"] = "application/json"
  wrk.headers["x-api-key"] = os.getenv("ECOMIND_API_KEY")
end

local body = '{"id":"%08x-%04x-4000-8000-%012x","ts":"%s","user_id":"u%d","provider":"openai","model":"gpt-4o",'
  .. '"tokens_in":%d,"tokens_out":%d,"source":"api"}'

function request()
  count = count + 1
  if count % 1000 == 1 then ts = os.date("!%Y-%m-%dT%H:%M:%S.000Z") end
  return wrk.format(nil, "/v1/ingest", nil,
    string.format(body, run, count % 65536, count, ts, count % 1000, 50 + count % 4000, 20 + count % 1500))
end

if pause > 0 then
  function delay() return pause end
end
