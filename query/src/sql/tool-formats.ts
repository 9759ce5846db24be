/** Formats that write rows and nothing else, as the engine names them. */
const written =
  "TabSeparated TabSeparatedRaw TabSeparatedWithNames TabSeparatedWithNamesAndTypes TabSeparatedRawWithNames " +
  "TabSeparatedRawWithNamesAndTypes TSV TSVRaw TSVWithNames TSVWithNamesAndTypes TSVRawWithNames TSVRawWithNamesAndTypes " +
  "Raw RawWithNames RawWithNamesAndTypes RawBLOB TSKV LineAsString LineAsStringWithNames LineAsStringWithNamesAndTypes " +
  "CSV CSVWithNames CSVWithNamesAndTypes CustomSeparated CustomSeparatedWithNames CustomSeparatedWithNamesAndTypes " +
  "Values SQLInsert Vertical XML Markdown MD Null Hash Prometheus GeoJSON " +
  "JSON JSONStrings JSONCompact JSONCompactStrings JSONColumns JSONColumnsWithMetadata JSONCompactColumns JSONObjectEachRow " +
  "JSONEachRow JSONStringsEachRow JSONCompactEachRow JSONCompactEachRowWithNames JSONCompactEachRowWithNamesAndTypes " +
  "JSONCompactStringsEachRow JSONCompactStringsEachRowWithNames JSONCompactStringsEachRowWithNamesAndTypes " +
  "JSONL JSONLines NDJSON PrettyJSONEachRow PrettyJSONLines PrettyNDJSON " +
  "Pretty PrettyCompact PrettySpace PrettyNoEscapes PrettyCompactNoEscapes PrettySpaceNoEscapes " +
  "PrettyMonoBlock PrettyCompactMonoBlock PrettySpaceMonoBlock PrettyNoEscapesMonoBlock " +
  "PrettyCompactNoEscapesMonoBlock PrettySpaceNoEscapesMonoBlock " +
  "RowBinary RowBinaryWithNames RowBinaryWithNamesAndTypes Native Buffers " +
  "Parquet Arrow ArrowStream ORC Avro MsgPack BSONEachRow Npy PNG ODBCDriver2";

/** Formats of the engine that are not offered, and why. */
export const formatsNotOffered: Readonly<Record<string, string>> = {
  Template: "reads files",
  AvroConfluent: "asks a registry",
  Protobuf: "reads a schema from a file",
  ProtobufSingle: "reads a schema from a file",
  ProtobufList: "reads a schema from a file",
  MySQLWire: "part of another protocol",
  PostgreSQLWire: "part of another protocol",
  JSONEachRowWithProgress: "tells how many rows were read, other organisations' among them",
  JSONStringsEachRowWithProgress: "tells how many rows were read, other organisations' among them",
  JSONCompactEachRowWithProgress: "tells how many rows were read, other organisations' among them",
  JSONCompactStringsEachRowWithProgress: "tells how many rows were read, other organisations' among them",
};

const byName: ReadonlyMap<string, string> = new Map(written.split(" ").map((name) => [name.toLowerCase(), name]));

/** A format's name as the engine writes it, from one in any case; undefined: it is not offered. */
export const formatNamed = (name: string): string | undefined => byName.get(name.toLowerCase());

export const offeredFormats: readonly string[] = [...byName.values()];
