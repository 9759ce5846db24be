-- Generated from src/footprint-sql.ts. Each event with its footprint, by the factor set that its organisation has chosen. Filter on org_id and ts.
CREATE OR REPLACE VIEW events_footprint {{on_cluster}} AS
SELECT
    r.org_id AS org_id,
    r.ts AS ts,
    r.id AS id,
    r.user_id AS user_id,
    r.team AS team,
    r.source AS source,
    r.tokens_basis AS tokens_basis,
    r.model_reported AS model_reported,
    r.region_reported AS region_reported,
    r.labels AS labels,
    r.provider AS provider,
    r.model AS model,
    r.region AS region,
    r.tokens_in AS tokens_in,
    r.tokens_cached AS tokens_cached,
    r.tokens_out AS tokens_out,
    r.tokens_out_ramp AS tokens_out_ramp,
    r.set_used AS factor_set,
    if(r.supported, r.tier, '') AS tier,
    toBool(NOT r.supported) AS unsupported,
    if(r.supported, r.rung, '') AS rung,
    toBool(r.supported AND startsWith(r.model_key, 'class:')) AS unknown_model,
    r.region_assumed AS region_assumed,
    if(r.supported, r.kwh_it_low, NULL) AS kwh_it_low,
    if(r.supported, r.kwh_it_central, NULL) AS kwh_it_central,
    if(r.supported, r.kwh_it_high, NULL) AS kwh_it_high,
    if(r.supported, r.kwh_facility_low, NULL) AS kwh_facility_low,
    if(r.supported, r.kwh_facility_central, NULL) AS kwh_facility_central,
    if(r.supported, r.kwh_facility_high, NULL) AS kwh_facility_high,
    if(r.supported, r.kgco2e_lb_low, NULL) AS kgco2e_lb_low,
    if(r.supported, r.kgco2e_lb_central, NULL) AS kgco2e_lb_central,
    if(r.supported, r.kgco2e_lb_high, NULL) AS kgco2e_lb_high,
    if(r.supported, r.kwh_facility_low * r.mb, NULL) AS kgco2e_mb_low,
    if(r.supported, r.kwh_facility_central * r.mb, NULL) AS kgco2e_mb_central,
    if(r.supported, r.kwh_facility_high * r.mb, NULL) AS kgco2e_mb_high,
    if(r.supported, r.kgco2e_embodied_low, NULL) AS kgco2e_embodied_low,
    if(r.supported, r.kgco2e_embodied_central, NULL) AS kgco2e_embodied_central,
    if(r.supported, r.kgco2e_embodied_high, NULL) AS kgco2e_embodied_high,
    if(r.supported, r.water_onsite_l_low, NULL) AS water_onsite_l_low,
    if(r.supported, r.water_onsite_l_central, NULL) AS water_onsite_l_central,
    if(r.supported, r.water_onsite_l_high, NULL) AS water_onsite_l_high,
    if(r.supported, r.water_offsite_l_low, NULL) AS water_offsite_l_low,
    if(r.supported, r.water_offsite_l_central, NULL) AS water_offsite_l_central,
    if(r.supported, r.water_offsite_l_high, NULL) AS water_offsite_l_high
FROM (
    SELECT
        u.org_id AS org_id,
        u.ts AS ts,
        u.id AS id,
        u.user_id AS user_id,
        u.team AS team,
        u.source AS source,
        u.tokens_basis AS tokens_basis,
        u.model_reported AS model_reported,
        u.region_reported AS region_reported,
        u.labels AS labels,
        u.provider AS provider,
        u.model AS model,
        u.region AS region,
        u.tokens_in AS tokens_in,
        u.tokens_cached AS tokens_cached,
        u.tokens_out AS tokens_out,
        u.tokens_out_ramp AS tokens_out_ramp,
        u.set_used AS set_used,
        exp(m.size_active * u.ln_active + m.size_sparsity * u.ln_sparsity) AS size_scale,
        size_scale * (toFloat64(u.tokens_out) * m.out_low + toFloat64(u.tokens_in - u.tokens_cached) * m.in_low + toFloat64(u.tokens_cached) * m.cached_low) AS kwh_it_low,
        size_scale * (toFloat64(u.tokens_out) * m.out_central + toFloat64(u.tokens_out_ramp) * m.ramp_central + toFloat64(u.tokens_in - u.tokens_cached) * m.in_central + toFloat64(u.tokens_cached) * m.cached_central) AS kwh_it_central,
        size_scale * (toFloat64(u.tokens_out) * m.out_high + toFloat64(u.tokens_out_ramp) * m.ramp_high + toFloat64(u.tokens_in - u.tokens_cached) * m.in_high + toFloat64(u.tokens_cached) * m.cached_high) AS kwh_it_high,
        pow(log(if(kwh_it_central > 0, kwh_it_low / kwh_it_central, 1)), 2) AS it_spread_low,
        pow(log(if(kwh_it_central > 0, kwh_it_high / kwh_it_central, 1)), 2) AS it_spread_high,
        if(s.pue_low = 0 OR s.pue_central = 0, kwh_it_low * s.pue_low, kwh_it_central * s.pue_central * exp(-sqrt(it_spread_low + pow(log(s.pue_low / s.pue_central), 2)))) AS kwh_facility_low,
        kwh_it_central * s.pue_central AS kwh_facility_central,
        if(s.pue_central = 0, kwh_it_central * exp(sqrt(it_spread_high)) * s.pue_high, kwh_it_central * s.pue_central * exp(sqrt(it_spread_high + pow(log(s.pue_high / s.pue_central), 2)))) AS kwh_facility_high,
        it_spread_low + pow(log(s.pue_low / s.pue_central), 2) AS facility_spread_low,
        it_spread_high + pow(log(s.pue_high / s.pue_central), 2) AS facility_spread_high,
        if(s.ci_low = 0 OR s.ci_central = 0, kwh_facility_low * s.ci_low, kwh_facility_central * s.ci_central * exp(-sqrt(facility_spread_low + pow(log(s.ci_low / s.ci_central), 2)))) AS kgco2e_lb_low,
        kwh_facility_central * s.ci_central AS kgco2e_lb_central,
        if(s.ci_central = 0, kwh_facility_central * exp(sqrt(facility_spread_high)) * s.ci_high, kwh_facility_central * s.ci_central * exp(sqrt(facility_spread_high + pow(log(s.ci_high / s.ci_central), 2)))) AS kgco2e_lb_high,
        if(s.embodied_low = 0 OR s.embodied_central = 0, kwh_it_low * s.embodied_low, kwh_it_central * s.embodied_central * exp(-sqrt(it_spread_low + pow(log(s.embodied_low / s.embodied_central), 2)))) AS kgco2e_embodied_low,
        kwh_it_central * s.embodied_central AS kgco2e_embodied_central,
        if(s.embodied_central = 0, kwh_it_central * exp(sqrt(it_spread_high)) * s.embodied_high, kwh_it_central * s.embodied_central * exp(sqrt(it_spread_high + pow(log(s.embodied_high / s.embodied_central), 2)))) AS kgco2e_embodied_high,
        if(s.wue_low = 0 OR s.wue_central = 0, kwh_it_low * s.wue_low, kwh_it_central * s.wue_central * exp(-sqrt(it_spread_low + pow(log(s.wue_low / s.wue_central), 2)))) AS water_onsite_l_low,
        kwh_it_central * s.wue_central AS water_onsite_l_central,
        if(s.wue_central = 0, kwh_it_central * exp(sqrt(it_spread_high)) * s.wue_high, kwh_it_central * s.wue_central * exp(sqrt(it_spread_high + pow(log(s.wue_high / s.wue_central), 2)))) AS water_onsite_l_high,
        if(s.ewif_low = 0 OR s.ewif_central = 0, kwh_facility_low * s.ewif_low, kwh_facility_central * s.ewif_central * exp(-sqrt(facility_spread_low + pow(log(s.ewif_low / s.ewif_central), 2)))) AS water_offsite_l_low,
        kwh_facility_central * s.ewif_central AS water_offsite_l_central,
        if(s.ewif_central = 0, kwh_facility_central * exp(sqrt(facility_spread_high)) * s.ewif_high, kwh_facility_central * s.ewif_central * exp(sqrt(facility_spread_high + pow(log(s.ewif_high / s.ewif_central), 2)))) AS water_offsite_l_high,
        s.mb AS mb,
        toBool(NOT startsWith(CAST(u.model, 'String'), 'unsupported:')) AS supported,
        u.model_key AS model_key,
        m.rung AS rung,
        toBool(s.region_assumed) AS region_assumed,
        m.tier AS tier
    FROM (
        SELECT
            *,
            if((set_used, CAST(region, 'String')) IN (SELECT factor_set, region FROM factor_sites), CAST(region, 'String'), '') AS site_region,
            multiIf(startsWith(region, 'aws/'), 'amazon', startsWith(region, 'gcp/'), 'google', startsWith(region, 'azure/'), 'azure-openai', CAST(provider, 'String')) AS host,
            multiIf(
                startsWith(site_region, 'aws/') OR startsWith(site_region, 'gcp/') OR startsWith(site_region, 'azure/'), '*',
                (set_used, host) IN (SELECT factor_set, provider FROM factor_sites), host,
                '*') AS site_provider
        FROM (SELECT *, multiIf(model_known, model_name, has_size, 'size:1b', family != '', 'family:' || substring(family, 1, length(family) - 1), is_embedding, 'class:small', 'class:large') AS model_key FROM (SELECT *, if(family_stem = '', '', arrayFirst(f -> startsWith(family_stem, f), (
                SELECT mapFromArrays(groupArray(f.of_set), groupArray(f.names))
                FROM (SELECT factor_set AS of_set, arraySort(name -> -length(name), groupUniqArray(substring(model, 8) || '-')) AS names
                      FROM factor_models WHERE startsWith(model, 'family:') GROUP BY factor_set) AS f
            )[set_used])) AS family FROM (SELECT *, if(bare_name = '' OR has_size OR is_embedding, '', trim(BOTH '-' FROM replaceRegexpAll(replaceRegexpAll(bare_name, '[0-9.]+', ''), '-+', '-')) || '-') AS family_stem, if(has_size, log(active_b), 0.) AS ln_active, if(has_size, log(total_b / active_b), 0.) AS ln_sparsity FROM (SELECT *, multiIf(notEmpty(of_experts), least(total_b, each_expert * 1.84), said_active_b > 0 AND said_active_b <= total_b, said_active_b, total_b < 150, total_b, total_b * 0.06) AS active_b, toBool(total_b >= 0.01 AND total_b <= 20000) AS has_size FROM (SELECT *, toFloat64OrZero(of_experts[2]) AS each_expert, toFloat64OrZero(of_size[3]) AS said_active_b, if(notEmpty(of_experts), toFloat64OrZero(of_experts[1]) * toFloat64OrZero(of_experts[2]) * 0.83, toFloat64OrZero(of_size[1]) * transform(of_size[2], ['b', 'm', 't'], [1., 0.001, 1000.], 0.)) AS total_b FROM (SELECT *, if(bare_name = '', [], extractGroups(bare_name, '(?:^|[^a-z0-9.])(\\d{1,3})x(\\d{1,4}(?:\\.\\d+)?)b(?:$|[^a-z0-9.])')) AS of_experts, if(bare_name = '', [], extractGroups(bare_name, '(?:^|[^a-z0-9.])e?(\\d{1,4}(?:\\.\\d+)?)([bmt])(?:-a(\\d{1,4}(?:\\.\\d+)?)b)?(?:$|[^a-z0-9.])')) AS of_size FROM (SELECT *, if(NOT model_known AND NOT startsWith(model_name, 'unsupported:') AND (set_used, 'size:1b') IN (SELECT factor_set, model FROM factor_models), substring(model_name, if(is_embedding, 11, 1)), '') AS bare_name FROM (SELECT *, toBool((set_used, model_name) IN (SELECT factor_set, model FROM factor_models)) AS model_known, startsWith(model_name, 'embedding:') AS is_embedding FROM (SELECT *, ifNull(coalesce(
                nullIf((
                    SELECT mapFromArrays(groupArray(c.org), groupArray(c.chosen))
                    FROM (SELECT CAST(org_id, 'String') AS org, argMax(factor_set, chosen_at) AS chosen FROM org_factor_sets GROUP BY org) AS c
                )[CAST(org_id, 'String')], ''),
                (SELECT argMax(factor_set, chosen_at) FROM factor_set_choice)), '') AS set_used, CAST(model, 'String') AS model_name FROM events)))))))))
    ) AS u
    INNER JOIN (SELECT * FROM factor_models FINAL) AS m ON m.factor_set = u.set_used AND m.model = u.model_key
    INNER JOIN (SELECT * FROM factor_sites FINAL) AS s ON s.factor_set = u.set_used AND s.provider = u.site_provider AND s.region = u.site_region
) AS r
