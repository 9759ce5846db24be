{{ config(materialized='table', order_by='(org_id, day, model)') }}

SELECT
    org_id,
    toDate(bucket) AS day,
    provider,
    model,
    sum(requests) AS requests,
    sum(kwh_facility_low) AS kwh_low,
    sum(kwh_facility_central) AS kwh,
    sum(kwh_facility_high) AS kwh_high,
    sum(kgco2e_lb_central) AS kg_co2e_location_based
FROM {{ source('ecomind', 'footprint_model_15m') }}
GROUP BY org_id, day, provider, model
