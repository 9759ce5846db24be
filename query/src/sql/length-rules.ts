const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(" "));

/** Their value is a number, a time or so, of eight bytes, whatever they are given. */
export const numbers = words(
  "acos acosh addDate addDays addHours addInterval addMicroseconds addMilliseconds addMinutes addMonths " +
    "addNanoseconds addQuarters addSeconds addTupleOfIntervals addWeeks addYears age analysisOfVariance and anova " +
    "arrayAll arrayAUC arrayAUCPR arrayAvg arrayCount arrayDotProduct arrayExists arrayFirstIndex " +
    "arrayLastIndex arrayNormalizedGini arrayPRAUC arrayProduct arrayROCAUC arraySum arrayUniq ascii asin asinh " +
    "atan atan2 atanh avg avg2 avgWeighted bitCount bitHammingDistance bitmapAndCardinality bitmapAndnotCardinality " +
    "bitmapCardinality bitmapContains bitmapHasAll bitmapHasAny bitmapMax bitmapMin bitmapOrCardinality " +
    "bitmapXorCardinality bitTest bitTestAll bitTestAny boundingRatio byteHammingDistance CARDINALITY " +
    "categoricalInformationValue cbrt changeDay changeHour changeMinute changeMonth changeSecond changeYear " +
    "CHAR_LENGTH CHARACTER_LENGTH cityHash64 compareSubstrings contingency corr corrStable cos cosh cosineDistance " +
    "cosineDistanceTransposed cosineDistanceTransposedQuantized count countEqual countMatches " +
    "countMatchesCaseInsensitive countSubstrings countSubstringsCaseInsensitive COVAR_POP COVAR_SAMP covarPop " +
    "covarPopStable covarSamp covarSampStable cramersV cramersVBiasCorrected CRC32 CRC32IEEE CRC64 cume_dist " +
    "curdate current_date current_timestamp DATE date_bin DATE_DIFF date_diff DATE_TRUNC dateDiff dateTrunc DAY " +
    "DAYOFMONTH DAYOFWEEK DAYOFYEAR degrees deltaSumTimestamp dense_rank denseRank distanceCosine " +
    "distanceCosineTransposed distanceL1 distanceL2 distanceL2Squared distanceL2Transposed distanceLinf distanceLp " +
    "dotProduct dotProductTransposed dotProductTransposedQuantized e empty emptyArrayDate emptyArrayDateTime " +
    "emptyArrayFloat32 emptyArrayFloat64 emptyArrayInt16 emptyArrayInt32 emptyArrayInt64 emptyArrayInt8 " +
    "emptyArrayString emptyArrayUInt16 emptyArrayUInt32 emptyArrayUInt64 emptyArrayUInt8 endsWith " +
    "endsWithCaseInsensitive endsWithCaseInsensitiveUTF8 endsWithUTF8 entropy equals erf erfc " +
    "estimateCompressionRatio exists exp exp10 exp2 exponentialMovingAverage exponentialTimeDecayedAvg " +
    "exponentialTimeDecayedCount exponentialTimeDecayedMax exponentialTimeDecayedSum factorial farmFingerprint64 " +
    "farmHash64 financialInternalRateOfReturn financialInternalRateOfReturnExtended financialNetPresentValue " +
    "financialNetPresentValueExtended FROM_DAYS from_utc_timestamp fromDaysSinceYearZero fromDaysSinceYearZero32 " +
    "fromModifiedJulianDay fromModifiedJulianDayOrNull fromUnixTimestamp64Micro fromUnixTimestamp64Milli " +
    "fromUnixTimestamp64Nano fromUnixTimestamp64Second fromUTCTimestamp gccMurmurHash globalIn globalInIgnoreSet " +
    "globalNotIn globalNotInIgnoreSet globalNotNullIn globalNotNullInIgnoreSet globalNullIn globalNullInIgnoreSet " +
    "greater greaterOrEquals groupBitmap groupBitmapAnd groupBitmapOr groupBitmapXor halfMD5 has hasAll hasAllToken " +
    "hasAllTokens hasAny hasAnyToken hasAnyTokens hasPhrase hasSubsequence hasSubsequenceCaseInsensitive " +
    "hasSubsequenceCaseInsensitiveUTF8 hasSubsequenceUTF8 hasSubstr hasToken hasTokenCaseInsensitive " +
    "hasTokenCaseInsensitiveOrNull hasTokenOrNull hiveHash hop hopEnd hopStart HOUR hypot icebergHash ignore ilike " +
    "in indexOf indexOfAssumeSorted inIgnoreSet instr intervalLengthSum intExp10 intExp2 intHash32 intHash64 " +
    "isASCII isDistinctFrom isFinite isInfinite isNaN isNotDistinctFrom isNotNull isNull isNullable isPrime " +
    "isProbablePrime isValidASCII isValidJSON isValidUTF8 isZeroOrNull javaHash javaHashUTF16LE JSON_ARRAY_LENGTH " +
    "JSON_EXISTS JSONArrayLength JSONHas JSONLength JSONType jumpConsistentHash kafkaMurmurHash " +
    "kolmogorovSmirnovTest kostikConsistentHash kurtPop kurtSamp L1Distance L1Norm L2Distance L2DistanceTransposed " +
    "L2DistanceTransposedQuantized L2Norm L2SquaredDistance L2SquaredNorm LAST_DAY length lengthUTF8 less " +
    "lessOrEquals lgamma like LinfDistance LinfNorm ln localtimestamp locate log log10 log1p log2 LpDistance LpNorm " +
    "makeDate makeDate32 makeDateTime makeDateTime64 mannWhitneyUTest mapAll mapContains mapContainsKey " +
    "mapContainsKeyLike mapContainsValue mapContainsValueLike mapExists match matchPhrase max2 maxIntersections " +
    "maxIntersectionsPosition meanZTest median medianBFloat16 medianBFloat16Weighted medianDD medianDeterministic " +
    "medianExact medianExactHigh medianExactLow medianExactWeighted medianExactWeightedInterpolated medianGK " +
    "medianInterpolatedWeighted medianTDigest medianTDigestWeighted medianTiming medianTimingWeighted metroHash64 " +
    "MICROSECOND MILLISECOND min2 MINUTE mismatches MONTH multiFuzzyMatchAny multiFuzzyMatchAnyIndex multiMatchAny " +
    "multiMatchAnyIndex multiSearchAny multiSearchAnyCaseInsensitive multiSearchAnyUTF8 multiSearchFirstIndex " +
    "multiSearchFirstIndexCaseInsensitive multiSearchFirstIndexUTF8 multiSearchFirstPosition " +
    "multiSearchFirstPositionCaseInsensitive multiSearchFirstPositionUTF8 murmurHash2_32 murmurHash2_64 " +
    "murmurHash3_32 murmurHash3_64 NANOSECOND ngramDistance ngramDistanceCaseInsensitive " +
    "ngramDistanceCaseInsensitiveUTF8 ngramDistanceUTF8 ngramMinHash ngramMinHashCaseInsensitive " +
    "ngramMinHashCaseInsensitiveUTF8 ngramMinHashUTF8 ngramSearch ngramSearchCaseInsensitive " +
    "ngramSearchCaseInsensitiveUTF8 ngramSearchUTF8 ngramSimHash ngramSimHashCaseInsensitive " +
    "ngramSimHashCaseInsensitiveUTF8 ngramSimHashUTF8 nonNegativeDerivative normL1 normL2 normL2Squared normLinf " +
    "normLp not notEmpty notEquals nothingUInt64 notILike notIn notInIgnoreSet notLike notNullIn notNullInIgnoreSet " +
    "now now64 nowInBlock nowInBlock64 ntile nullIn nullInIgnoreSet number OCTET_LENGTH or parseDateTime " +
    "parseDateTime32BestEffort parseDateTime32BestEffortOrNull parseDateTime32BestEffortOrZero parseDateTime64 " +
    "parseDateTime64BestEffort parseDateTime64BestEffortOrNull parseDateTime64BestEffortOrZero " +
    "parseDateTime64BestEffortUS parseDateTime64BestEffortUSOrNull parseDateTime64BestEffortUSOrZero " +
    "parseDateTime64InJodaSyntax parseDateTime64InJodaSyntaxOrNull parseDateTime64InJodaSyntaxOrZero " +
    "parseDateTime64OrNull parseDateTime64OrZero parseDateTimeBestEffort parseDateTimeBestEffortOrNull " +
    "parseDateTimeBestEffortOrZero parseDateTimeBestEffortUS parseDateTimeBestEffortUSOrNull " +
    "parseDateTimeBestEffortUSOrZero parseDateTimeInJodaSyntax parseDateTimeInJodaSyntaxOrNull " +
    "parseDateTimeInJodaSyntaxOrZero parseDateTimeOrNull parseDateTimeOrZero parseReadableSize parseTimeDelta " +
    "percent_rank percentRank pi port portRFC position positionCaseInsensitive positionUTF8 pow power " +
    "proportionsZTest quantile quantileBFloat16 quantileBFloat16Weighted quantileDD quantileDeterministic " +
    "quantileExact quantileExactExclusive quantileExactHigh quantileExactInclusive quantileExactLow " +
    "quantileExactWeighted quantileExactWeightedInterpolated quantileGK quantileInterpolatedWeighted " +
    "quantilePrometheusHistogram quantileTDigest quantileTDigestWeighted quantileTiming quantileTimingWeighted " +
    "QUARTER radians rand rand32 rand64 randBernoulli randBinomial randCanonical randChiSquared randConstant " +
    "randExponential randFisherF randLogNormal randNegativeBinomial randNormal randPoisson randStudentT randUniform " +
    "rank rankCorr regexp_instr REGEXP_MATCHES regexpInstr regexpPosition reinterpretAsDate reinterpretAsDateTime " +
    "reinterpretAsFloat32 reinterpretAsFloat64 reinterpretAsInt16 reinterpretAsInt32 reinterpretAsInt64 " +
    "reinterpretAsInt8 reinterpretAsUInt16 reinterpretAsUInt32 reinterpretAsUInt64 reinterpretAsUInt8 row_number " +
    "scalarProduct scalarProductTransposed SECOND sequenceCount sequenceMatch sigmoid sign simpleJSONHas " +
    "simpleLinearRegression sin sinh sipHash64 sipHash64Keyed skewPop skewSamp soundex sqrt startsWith " +
    "startsWithCaseInsensitive startsWithCaseInsensitiveUTF8 startsWithUTF8 STD STDDEV STDDEV_POP STDDEV_SAMP " +
    "stddevPop stddevPopStable stddevSamp stddevSampStable str_to_date stringBytesEntropy stringBytesUniq " +
    "stringJaccardIndex stringJaccardIndexUTF8 studentTTest studentTTestOneSample subDate subtractDays " +
    "subtractHours subtractInterval subtractMicroseconds subtractMilliseconds subtractMinutes subtractMonths " +
    "subtractNanoseconds subtractQuarters subtractSeconds subtractTupleOfIntervals subtractWeeks subtractYears " +
    "sumCount sumKahan tan tanh tgamma theilsU time_bucket timeDiff timeSlot timestamp timestamp_diff " +
    "TIMESTAMP_DIFF timestampDiff timezoneOffset timeZoneOffset TO_DAYS TO_UNIXTIME to_utc_timestamp toBFloat16 " +
    "toBFloat16OrNull toBFloat16OrZero toBool toDate toDate32 toDate32OrDefault toDate32OrNull toDate32OrZero " +
    "toDateOrDefault toDateOrNull toDateOrZero toDateTime toDateTime32 toDateTime64 toDateTime64OrDefault " +
    "toDateTime64OrNull toDateTime64OrZero toDateTimeOrDefault toDateTimeOrNull toDateTimeOrZero today toDayOfMonth " +
    "toDayOfWeek toDayOfYear toDaysInMonth toDaysSinceYearZero toFloat32 toFloat32OrDefault toFloat32OrNull " +
    "toFloat32OrZero toFloat64 toFloat64OrDefault toFloat64OrNull toFloat64OrZero toHour toInt16 toInt16OrDefault " +
    "toInt16OrNull toInt16OrZero toInt32 toInt32OrDefault toInt32OrNull toInt32OrZero toInt64 toInt64OrDefault " +
    "toInt64OrNull toInt64OrZero toInt8 toInt8OrDefault toInt8OrNull toInt8OrZero toIntervalDay toIntervalHour " +
    "toIntervalMicrosecond toIntervalMillisecond toIntervalMinute toIntervalMonth toIntervalNanosecond " +
    "toIntervalQuarter toIntervalSecond toIntervalWeek toIntervalYear toISOWeek toISOYear toLastDayOfMonth " +
    "toLastDayOfWeek toMicrosecond toMillisecond toMinute toModifiedJulianDay toModifiedJulianDayOrNull toMonday " +
    "toMonth toMonthNumSinceEpoch toNanosecond toQuarter toRelativeDayNum toRelativeHourNum toRelativeMinuteNum " +
    "toRelativeMonthNum toRelativeQuarterNum toRelativeSecondNum toRelativeWeekNum toRelativeYearNum toSecond " +
    "toStartOfDay toStartOfFifteenMinutes toStartOfFiveMinute toStartOfFiveMinutes toStartOfHour toStartOfInterval " +
    "toStartOfISOYear toStartOfMicrosecond toStartOfMillisecond toStartOfMinute toStartOfMonth toStartOfNanosecond " +
    "toStartOfQuarter toStartOfSecond toStartOfTenMinutes toStartOfWeek toStartOfYear toTime toTime64 " +
    "toTime64OrNull toTime64OrZero toTimeOrNull toTimeOrZero toTimeWithFixedDate toTimezone toTimeZone toUInt16 " +
    "toUInt16OrDefault toUInt16OrNull toUInt16OrZero toUInt32 toUInt32OrDefault toUInt32OrNull toUInt32OrZero " +
    "toUInt64 toUInt64OrDefault toUInt64OrNull toUInt64OrZero toUInt8 toUInt8OrDefault toUInt8OrNull toUInt8OrZero " +
    "toUnixTimestamp toUnixTimestamp64Micro toUnixTimestamp64Milli toUnixTimestamp64Nano toUnixTimestamp64Second " +
    "toUTCTimestamp toWeek toYear toYearNumSinceEpoch toYearWeek toYYYYMM toYYYYMMDD toYYYYMMDDhhmmss tumble " +
    "tumbleEnd tumbleStart tupleHammingDistance uniq uniqCombined uniqCombined64 uniqExact uniqHLL12 uniqUpTo " +
    "URLHash UTC_timestamp UTCTimestamp VAR_POP VAR_SAMP varPop varPopStable varSamp varSampStable visitParamHas " +
    "week welchTTest width_bucket widthBucket windowFunnel windowID wordShingleMinHash " +
    "wordShingleMinHashCaseInsensitive wordShingleMinHashCaseInsensitiveUTF8 wordShingleMinHashUTF8 " +
    "wordShingleSimHash wordShingleSimHashCaseInsensitive wordShingleSimHashCaseInsensitiveUTF8 " +
    "wordShingleSimHashUTF8 wyHash64 xor xxh3 xxHash32 xxHash64 xxHash64Spark yandexConsistentHash YEAR yearweek " +
    "yesterday YYYYMMDDhhmmssToDateTime YYYYMMDDhhmmssToDateTime64 YYYYMMDDToDate YYYYMMDDToDate32",
);

/** Their value is wider than that, and as wide whatever they are given: digests, addresses, decimal numbers. */
export const wide = words(
  "cutIPv6 dateTimeToUUIDv7 FORMAT_BYTES formatReadableDecimalSize formatReadableQuantity formatReadableSize " +
    "formatReadableTimeDelta generateUUIDv4 generateUUIDv7 INET6_ATON INET6_NTOA INET_ATON IPv4CIDRToRange " +
    "IPv4NumToStringClassC IPv4StringToNum IPv4StringToNumOrDefault IPv4StringToNumOrNull IPv4ToIPv6 " +
    "IPv6CIDRToRange IPv6NumToString IPv6StringToNum IPv6StringToNumOrDefault IPv6StringToNumOrNull keccak256 MD4 " +
    "MD5 murmurHash3_128 reinterpretAsInt128 reinterpretAsInt256 reinterpretAsUInt128 reinterpretAsUInt256 " +
    "reinterpretAsUUID RIPEMD160 SHA1 SHA224 SHA256 SHA384 SHA512 SHA512_256 sipHash128 sipHash128Keyed " +
    "sipHash128Reference sipHash128ReferenceKeyed toDecimal128 toDecimal128OrDefault toDecimal128OrNull " +
    "toDecimal128OrZero toDecimal256 toDecimal256OrDefault toDecimal256OrNull toDecimal256OrZero toDecimal32 " +
    "toDecimal32OrDefault toDecimal32OrNull toDecimal32OrZero toDecimal64 toDecimal64OrDefault toDecimal64OrNull " +
    "toDecimal64OrZero toDecimalString toInt128 toInt128OrDefault toInt128OrNull toInt128OrZero toInt256 " +
    "toInt256OrDefault toInt256OrNull toInt256OrZero toIPv4 toIPv4OrDefault toIPv4OrNull toIPv4OrZero toIPv6 " +
    "toIPv6OrDefault toIPv6OrNull toIPv6OrZero toUInt128 toUInt128OrDefault toUInt128OrNull toUInt128OrZero " +
    "toUInt256 toUInt256OrDefault toUInt256OrNull toUInt256OrZero toUUID toUUIDOrDefault toUUIDOrNull toUUIDOrZero " +
    "UUIDNumToString UUIDStringToNum UUIDToNum UUIDv7ToDateTime xxh3_128",
);
export const wideBytes = 64;

/** Their value is one of their arguments, or computed from them place by place. */
export const choices = words(
  "abs any any_respect_nulls any_value any_value_respect_nulls anyHeavy anyLast anyLast_respect_nulls " +
    "anyLastRespectNulls anyRespectNulls anyValueRespectNulls argMax argMin arrayBottomK arrayCompact arrayCumSum " +
    "arrayCumSumNonNegative arrayDifference arrayDistinct arrayElement arrayElementOrNull arrayEnumerate " +
    "arrayEnumerateDense arrayEnumerateDenseRanked arrayEnumerateUniq arrayEnumerateUniqRanked arrayExcept " +
    "arrayFilter arrayFirst arrayFirstOrNull arrayIntersect arrayJaccardIndex arrayJoin arrayLast arrayLastOrNull " +
    "arrayMax arrayMin arrayPartialReverseSort arrayPartialShuffle arrayPartialSort arrayPopBack arrayPopFront " +
    "arrayRandomSample arrayReverse arrayReverseSort arrayRotateLeft arrayRotateRight arrayShuffle arraySlice " +
    "arraySort arrayTopK assumeNotNull base32Decode base64Decode base64URLDecode basename BIT_AND BIT_OR BIT_XOR " +
    "bitAnd bitNot bitOr bitRotateLeft bitRotateRight bitShiftRight bitXor byteSlice byteSwap caseWithoutExpr " +
    "caseWithoutExpression ceil ceiling clamp coalesce cutFragment cutQueryString cutQueryStringAndFragment " +
    "cutToFirstSignificantSubdomain cutToFirstSignificantSubdomainCustom cutToFirstSignificantSubdomainCustomRFC " +
    "cutToFirstSignificantSubdomainCustomWithWWW cutToFirstSignificantSubdomainCustomWithWWWRFC " +
    "cutToFirstSignificantSubdomainRFC cutToFirstSignificantSubdomainWithWWW " +
    "cutToFirstSignificantSubdomainWithWWWRFC cutURLParameter cutWWW decodeURLComponent decodeURLFormComponent " +
    "decodeXMLComponent deltaSum divide divideDecimal divideOrNull domain domainRFC domainWithoutWWW " +
    "domainWithoutWWWRFC extract finalizeAggregation first_value first_value_respect_nulls firstLine " +
    "firstNonDefault firstSignificantSubdomain firstSignificantSubdomainCustom firstSignificantSubdomainCustomRFC " +
    "firstSignificantSubdomainRFC firstValueRespectNulls floor fragment FROM_BASE64 fuzzBits gcd greatest " +
    "groupBitAnd groupBitOr groupBitXor identity if ifNotFinite ifNull initcap initcapUTF8 intDiv intDivOrNull " +
    "intDivOrZero L1Normalize L2Normalize lag lagInFrame last_value last_value_respect_nulls lastValueRespectNulls " +
    "lcase lcm lead leadInFrame least left leftUTF8 LinfNormalize lower lowerUTF8 LpNormalize ltrim " +
    "mapExtractKeyLike mapExtractValueLike mapFilter mapKeys mapPartialReverseSort mapPartialSort mapReverseSort " +
    "mapSort mapValues materialize max max_by mid midpoint min min_by minus mod modOrNull modulo moduloLegacy " +
    "moduloOrNull moduloOrZero multiIf multiply multiplyDecimal negate netloc normalizeL1 normalizeL2 normalizeLinf " +
    "normalizeLp nothing nothingNull nth_value nullIf path pathFull plus pmod pmodOrNull positive_modulo " +
    "positive_modulo_or_null positiveModulo positiveModuloOrNull protocol queryString queryStringAndFragment " +
    "randomHadamardTransform REGEXP_EXTRACT REGEXP_SUBSTR regexpExtract reinterpretAsFixedString " +
    "reinterpretAsString reverse reverseBySeparator reverseUTF8 right rightUTF8 round roundAge roundBankers " +
    "roundDown roundDuration roundToExp2 rtrim sequenceNextNode singleValueOrNull sqr substr substring " +
    "SUBSTRING_INDEX substringIndex substringIndexUTF8 substringUTF8 sum sumWithOverflow toLowCardinality " +
    "toNullable topLevelDomain topLevelDomainRFC toStringCutToZero toValidUTF8 trim trimBoth trimLeft trimRight " +
    "trunc truncate tryBase32Decode tryBase64Decode tryBase64URLDecode tupleDivide tupleDivideByNumber tupleElement " +
    "tupleIntDiv tupleIntDivByNumber tupleIntDivOrZero tupleIntDivOrZeroByNumber tupleMinus tupleModulo " +
    "tupleModuloByNumber tupleMultiply tupleMultiplyByNumber tupleNegate tuplePlus tuplePositiveModuloByNumber " +
    "ucase unbin unhex unnest untuple upper upperUTF8 vectorDifference vectorSum",
);

/** Their value is made of all their arguments. */
export const joined = words(
  "numbers values generate_series generateseries footprint_15m_of footprint_model_15m_of " +
    "appendTrailingCharIfAbsent argAndMax argAndMin array arrayConcat arrayFlatten arrayPushBack arrayPushFront " +
    "arraySymmetricDifference arrayTranspose arrayUnion arrayZip bitShiftLeft bitSlice char " +
    "emptyArrayToSingle flatten flattenTuple map MAP_FROM_ARRAYS mapAdd mapConcat mapFromArrays mapSubtract " +
    "mapUpdate multiFuzzyMatchAllIndices multiMatchAllIndices multiSearchAllPositions " +
    "multiSearchAllPositionsCaseInsensitive multiSearchAllPositionsUTF8 overlay overlayUTF8 transform tuple " +
    "tupleConcat",
);

/** Their value may be several times as long as what it is made of. */
export const manifold: Readonly<Record<string, number>> = {
  tostring: 10,
  cast: 10,
  _cast: 10,
  accuratecast: 10,
  accuratecastornull: 10,
  accuratecastordefault: 10,
  tojsonstring: 10,
  hex: 2,
  bin: 8,
  base32encode: 2,
  base64encode: 2,
  to_base64: 2,
  base64urlencode: 2,
  encodeurlcomponent: 3,
  encodeurlformcomponent: 3,
  encodexmlcomponent: 8,
  translate: 1,
  translateutf8: 4,
  bitmasktoarray: 64,
  bitmasktolist: 64,
  bitpositionstoarray: 64,
  formatdatetime: 16,
  date_format: 16,
  fromunixtimestamp: 16,
  from_unixtime: 16,
  fromunixtimestampinjodasyntax: 64,
  formatdatetimeinjodasyntax: 64,
  normalizeutf8nfkc: 20,
  normalizeutf8nfkd: 20,
  normalizeutf8nfkccasefold: 20,
  normalizeutf8nfc: 4,
  normalizeutf8nfd: 4,
  punycodeencode: 4,
  idnaencode: 4,
};
