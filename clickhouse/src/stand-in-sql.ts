import {
  activeOfExpert,
  activeShare,
  expertsPattern,
  mixtureFrom,
  sharedOfExperts,
  sizePattern,
  sizeRange,
  versionPattern,
} from "@ecomind/footprint";

/** A pattern as a literal of SQL. */
const literal = (pattern: string): string => `'${pattern.replaceAll("\\", "\\\\")}'`;

/**
 * Rows with the key of their factors, `model_key`: the model's own, else those of the size or the family in its name, else
 * a class's; and, where a size stands in, with the logarithms of what multiplies it. The same rules as in the library
 * (packages/footprint/src/names/stand-in.ts); a test holds both together. Of a listed model no pattern is tried.
 *
 * Each step is a subquery of its own: as aliases of one SELECT the planner expands each into the next, and took seconds.
 * @param source table expression or subquery with `model`
 * @param factorSet SQL expression of the set's name, over the source's columns
 */
export function withModelKeys(source: string, factorSet: string): string {
  const steps = [
    [`${factorSet} AS set_used`, "CAST(model, 'String') AS model_name"],
    [
      "toBool((set_used, model_name) IN (SELECT factor_set, model FROM factor_models)) AS model_known",
      "startsWith(model_name, 'embedding:') AS is_embedding",
    ],
    [
      "if(NOT model_known AND NOT startsWith(model_name, 'unsupported:') AND (set_used, 'size:1b') IN (SELECT factor_set, model FROM factor_models), substring(model_name, if(is_embedding, 11, 1)), '') AS bare_name",
    ],
    [
      `if(bare_name = '', [], extractGroups(bare_name, ${literal(expertsPattern)})) AS of_experts`,
      `if(bare_name = '', [], extractGroups(bare_name, ${literal(sizePattern)})) AS of_size`,
    ],
    [
      "toFloat64OrZero(of_experts[2]) AS each_expert",
      "toFloat64OrZero(of_size[3]) AS said_active_b",
      `if(notEmpty(of_experts), toFloat64OrZero(of_experts[1]) * toFloat64OrZero(of_experts[2]) * ${sharedOfExperts}, toFloat64OrZero(of_size[1]) * transform(of_size[2], ['b', 'm', 't'], [1., 0.001, 1000.], 0.)) AS total_b`,
    ],
    [
      `multiIf(notEmpty(of_experts), least(total_b, each_expert * ${activeOfExpert}), said_active_b > 0 AND said_active_b <= total_b, said_active_b, total_b < ${mixtureFrom}, total_b, total_b * ${activeShare}) AS active_b`,
      `toBool(total_b >= ${sizeRange.least} AND total_b <= ${sizeRange.most}) AS has_size`,
    ],
    [
      `if(bare_name = '' OR has_size OR is_embedding, '', trim(BOTH '-' FROM replaceRegexpAll(replaceRegexpAll(bare_name, ${literal(versionPattern)}, ''), '-+', '-')) || '-') AS family_stem`,
      "if(has_size, log(active_b), 0.) AS ln_active",
      "if(has_size, log(total_b / active_b), 0.) AS ln_sparsity",
    ],
    [
      `if(family_stem = '', '', arrayFirst(f -> startsWith(family_stem, f), (
                SELECT mapFromArrays(groupArray(f.of_set), groupArray(f.names))
                FROM (SELECT factor_set AS of_set, arraySort(name -> -length(name), groupUniqArray(substring(model, 8) || '-')) AS names
                      FROM factor_models WHERE startsWith(model, 'family:') GROUP BY factor_set) AS f
            )[set_used])) AS family`,
    ],
    [
      "multiIf(model_known, model_name, has_size, 'size:1b', family != '', 'family:' || substring(family, 1, length(family) - 1), is_embedding, 'class:small', 'class:large') AS model_key",
    ],
  ];
  return steps.reduce((rows, columns) => `(SELECT *, ${columns.join(", ")} FROM ${rows})`, source);
}

/** What a row's energy is multiplied by: 1 but where a size stands in. */
export const sizeScaleSql = "exp(m.size_active * u.ln_active + m.size_sparsity * u.ln_sparsity)";
