/**
 * Events of many companies, made by the engine itself: working hours, a few teams and models that most of the use comes
 * from, and every person now and then. Written day by day, as time goes, so that parts lie as they do after a year.
 */
export const models = [
  ["openai", "gpt-4o"],
  ["openai", "gpt-4o-mini"],
  ["anthropic", "claude-sonnet-4"],
  ["openai", "gpt-5.1"],
  ["google", "gemini-2.5-flash"],
  ["anthropic", "claude-haiku-4-5"],
  ["mistral", "mistral-large-2411"],
  ["house", "house-model"],
];
export const teams = ["engineering", "sales", "support", "research", "marketing", "legal", "finance", "people"];
const regions = ["", "aws/us-east-1", "DEU"];
const list = (values) => `[${values.map((value) => `'${value}'`).join(", ")}]`;

/**
 * One insert. @param org SQL of the organisation's name by `number`, whose events lie evenly over the days
 * @param spread how many different rows of a rollup there may be in a quarter hour: teams and models to choose from
 */
export function fillStatement({ org, firstDay, days, rows, users, spread = 8 }) {
  // Squares of even numbers: the first ones are chosen most.
  const pick = (seed, many) => `1 + toUInt32(floor(pow(rand(${seed}) / 4294967296, 2) * ${many}))`;
  return `INSERT INTO events (org_id, ts, id, received_at, user_id, team, provider, model, region, model_reported, source,
      tokens_basis, tokens_in, tokens_cached, tokens_out, tokens_out_ramp, epoch, partition, offset)
    WITH
      ${pick(1, Math.min(spread, models.length))} AS model_at,
      toDateTime64('${firstDay} 00:00:00', 3, 'UTC') + INTERVAL (number % ${days}) DAY
        + INTERVAL toUInt32(28800000 + (rand(2) / 4294967296 + rand(3) / 4294967296) * 18000000) MILLISECOND AS at,
      toUInt32(50 + pow(rand(4) / 4294967296, 4) * 6000) AS output
    SELECT
      ${org}, at, generateUUIDv4(), toDateTime(at, 'UTC'), concat('person-', toString(rand(5) % ${users})),
      ${list(teams)}[${pick(6, Math.min(spread, teams.length))}], ${list(models.map(([provider]) => provider))}[model_at],
      ${list(models.map(([, model]) => model))}[model_at], ${list(regions)}[${pick(7, Math.min(spread, regions.length))}], '', 'ext-chrome',
      'reported', toUInt32(rand(8) % 4000) AS input, toUInt32(input * (rand(9) % 3) / 4), output,
      toUInt32(round(output * least(1, greatest(0, (output - 627) / 6408)))), 1, number % 16, number
    FROM numbers(${rows})
    SETTINGS max_insert_threads = 2, min_insert_block_size_rows = 2000000, max_execution_time = 0`;
}
