/** Words of ClickHouse's SELECT, and the types and functions that questions of use most often need. */
export const clickHouseWords = {
  keywords:
    "all and anti any array as asc asof between by case cast collate cross cube cume_dist current desc distinct else end " +
    "except exists extract false fill filter final first following format from full global group grouping having ilike in " +
    "inner intersect interpolate interval into is join last left like limit materialized natural not null nulls offset on " +
    "or order outer over partition paste preceding prewhere qualify range recursive right rollup row rows sample select " +
    "semi sets step then ties to totals true unbounded union using values when where window with year quarter month week " +
    "day hour minute second",
  types:
    "bool date date32 datetime datetime64 decimal enum8 enum16 fixedstring float32 float64 int8 int16 int32 int64 int128 " +
    "lowcardinality map nullable string tuple uint8 uint16 uint32 uint64 uint128 uuid",
  builtin:
    "argmax argmin avg avgif count countif coalesce datediff formatdatetime if ifnull max min now quantile quantiles round " +
    "sum sumif sumwithoverflow today todate todatetime tohour tomonday tostartofday tostartofhour tostartofmonth " +
    "tostartofquarter tostartofweek tostring uniq uniqexact",
};
