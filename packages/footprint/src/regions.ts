import { BoundedCache } from "./bounded-cache.js";
import type { FactorSet } from "./factor-set.js";

/** ISO 3166-1 alpha-2 to alpha-3, for the countries of the tables. */
const alpha3: Readonly<Record<string, string>> = Object.fromEntries(
  (
    "AE:ARE AR:ARG AU:AUS AT:AUT BE:BEL BG:BGR BH:BHR BR:BRA CA:CAN CH:CHE CL:CHL CN:CHN CO:COL CY:CYP CZ:CZE DE:DEU " +
    "DK:DNK EG:EGY ES:ESP EE:EST FI:FIN FR:FRA GB:GBR UK:GBR GR:GRC HK:HKG HR:HRV HU:HUN ID:IDN IN:IND IE:IRL IS:ISL " +
    "IL:ISR IT:ITA JP:JPN KZ:KAZ KE:KEN KR:KOR LT:LTU LU:LUX LV:LVA MX:MEX MT:MLT MY:MYS NG:NGA NL:NLD NO:NOR NZ:NZL " +
    "PK:PAK PE:PER PH:PHL PL:POL PT:PRT QA:QAT RO:ROU RU:RUS SA:SAU SG:SGP RS:SRB SK:SVK SI:SVN SE:SWE TH:THA TR:TUR " +
    "TW:TWN UA:UKR UY:URY US:USA VN:VNM ZA:ZAF"
  )
    .split(" ")
    .map((pair) => pair.split(":") as [string, string]),
);

/** Chinese provinces of the tables by their codes in ISO 3166-2. */
const provinces: Readonly<Record<string, string>> = {
  ...{ "CN-BJ": "CN-Beijing", "CN-SH": "CN-Shanghai", "CN-HE": "CN-Hebei", "CN-NM": "CN-Inner-Mongolia" },
  ...{ "CN-NX": "CN-Ningxia", "CN-GZ": "CN-Guizhou", "CN-GS": "CN-Gansu", "CN-JS": "CN-Jiangsu" },
  ...{ "CN-ZJ": "CN-Zhejiang", "CN-GD": "CN-Guangdong", "CN-SC": "CN-Sichuan", "CN-YN": "CN-Yunnan" },
  "CN-QH": "CN-Qinghai",
};

/** Further names, upper case. */
const aliases: Readonly<Record<string, string>> = {
  ...{ GLOBAL: "WORLD", EUROPE: "EU", EUR: "EU", "UNITED-STATES-OF-AMERICA": "USA", "GREAT-BRITAIN": "GBR" },
  ...{ TURKEY: "TUR", VIETNAM: "VNM", PHILIPPINES: "PHL", "HONG-KONG": "HKG", TAIWAN: "TWN", "CZECH-REPUBLIC": "CZE" },
  ...provinces,
};

/** Zones of markets that are no country's code and a dash. */
const zones: readonly (readonly [RegExp, string])[] = [
  [/^(?:SE|SWE)-?[1-4]$/, "SWE"],
  [/^(?:NO|NOR)-?[1-5]$/, "NOR"],
  [/^(?:DK|DNK)-?[12]$/, "DNK"],
  [/^(?:NSW|QLD|VIC|SA|TAS)1$/, "AUS"],
  [/^CAISO$/, "US-CAMX"],
  [/^ERCOT$/, "US-ERCT"],
  [/^(?:ISO-?NE|ISONE)$/, "US-NEWE"],
];

/** How AWS prints its regions: the continent, and the place in brackets. */
const printedByAws =
  /^(?:US-(?:EAST|WEST)|EU|EUROPE|ASIA-PACIFIC|CANADA(?:-WEST)?|MIDDLE-EAST|AFRICA|SOUTH-AMERICA|MEXICO|ISRAEL|CHINA)-\(([^)]+)\)$/;

/** China's grids have names (North, East, Central) that half the world's regions begin with: only with CN-. */
const chineseGrid = /^CN-(national|excl-.*|North|Northwest|Northeast|East|Central|Southern|Southwest)$/;

const plainLetters = (name: string): string =>
  name
    .normalize("NFD")
    .replaceAll(/\p{Mn}/gu, "")
    .toUpperCase()
    .replaceAll(/[\s_]+/g, "-");

/** Cities of cloud regions: each with its cloud, and alone as its country, where all regions of that city are of one. */
function addLocations(index: Map<string, string>, grids: FactorSet["grids"]): void {
  const countriesOf = new Map<string, Set<string>>();
  for (const [key, { name, country }] of Object.entries(grids)) {
    const cloud = key.slice(0, Math.max(0, key.indexOf("/")));
    if (cloud === "" || country === undefined) continue;
    const city = plainLetters(name);
    if (!index.has(`${cloud}@${city}`)) index.set(`${cloud}@${city}`, key);
    countriesOf.set(city, (countriesOf.get(city) ?? new Set<string>()).add(country));
  }
  for (const [city, countries] of countriesOf) {
    const [country] = countries;
    if (countries.size === 1 && country !== undefined && !index.has(city)) index.set(city, country);
  }
}

/** Grid zones and cloud regions by their names in upper case, without the cloud where no other has the same. */
function buildIndex({ grids }: FactorSet): ReadonlyMap<string, string> {
  const index = new Map<string, string>();
  for (const [key, { name, spread }] of Object.entries(grids)) {
    const upper = key.toUpperCase();
    index.set(upper, key);
    if (key.includes("/")) {
      index.set(upper.replace("/", ":"), key);
      index.set(upper.replace("/", "-"), key);
      // Every cloud has its EU: an area's name alone is a country's or a continent's.
      if (spread === undefined) index.set(upper.slice(upper.indexOf("/") + 1), key);
    } else if (key.startsWith("US-")) {
      index.set(key.slice(3), key);
      index.set(`EGRID-${key.slice(3)}`, key);
    } else if (key.startsWith("CN-")) {
      if (!chineseGrid.test(key)) index.set(upper.slice(3), key);
    } else index.set(name.toUpperCase().replaceAll(" ", "-"), key);
  }
  if (hasAreas({ grids })) addLocations(index, grids);
  for (const [two, three] of Object.entries(alpha3)) if (grids[three]) index.set(two, three);
  for (const [name, key] of Object.entries(aliases)) if (grids[key]) index.set(name, key);
  return index;
}

/**
 * The country of a grid zone (US-CAL-CISO, DE-LU, JP-TK) or of a region that the tables do not have (ca-west-7). SA is
 * Saudi Arabia in a zone, and South America in a cloud region.
 */
function countryOf({ index }: Regions, name: string): string | undefined {
  const [country = "", ...rest] = name.split("-");
  if (rest.length === 0 || !/^([A-Z]{2}|[A-Z]{3})$/.test(country)) return undefined;
  if (country === "SA" && /^(NORTH|EAST|SOUTH|WEST|CENTRAL)/.test(rest[0] as string)) return undefined;
  const key = index.get(country);
  return key !== undefined && /^([A-Z]{3}|EU)$/.test(key) ? key : undefined;
}

/** Sets since 2026-11.4 have areas, and read names as clouds print them. */
export const hasAreas = ({ grids }: Pick<FactorSet, "grids">): boolean => grids["aws/global"] !== undefined;

interface Regions {
  /** Whether names are read as clouds print them: not by sets from before 2026-11.4. */
  readonly hasLocations: boolean;
  readonly index: ReadonlyMap<string, string>;
  readonly cache: BoundedCache<string>;
}

const prepared = new WeakMap<FactorSet, Regions>();

function regionsOf(factors: FactorSet): Regions {
  let regions = prepared.get(factors);
  if (regions === undefined) {
    regions = {
      hasLocations: hasAreas(factors),
      index: buildIndex(factors),
      cache: new BoundedCache(10_000),
    };
    prepared.set(factors, regions);
  }
  return regions;
}

/** A name as a cloud prints it, without what stands in brackets: (US) East US, europe-west4 (Netherlands). */
function fromPrinted({ index }: Regions, printed: string, cloud: string | undefined): string | undefined {
  const [, city] = printedByAws.exec(printed) ?? [];
  if (city !== undefined) {
    const region = index.get(`aws@${city}`) ?? (city === "CENTRAL" ? centralByAws[printed.slice(0, 6)] : undefined);
    if (region !== undefined) return region;
  }
  return cloud === undefined ? undefined : index.get(`${cloud}@${printed}`);
}

/** AWS prints the country's one region as its centre. */
const centralByAws: Readonly<Record<string, string>> = { CANADA: "aws/ca-central-1", MEXICO: "aws/mx-central-1" };

function zoneOf({ index }: Regions, name: string): string | undefined {
  const zone = zones.find(([pattern]) => pattern.test(name))?.[1];
  return zone === undefined ? undefined : index.get(zone);
}

function resolve(regions: Regions, region: string, cloud: string | undefined): string {
  const printed = plainLetters(region.trim());
  const place = regions.hasLocations ? (fromPrinted(regions, printed, cloud) ?? zoneOf(regions, printed)) : undefined;
  if (place !== undefined) return place;
  const upper = region
    .trim()
    .toUpperCase()
    .replaceAll(/[\s_]+/g, "-");
  const name = regions.hasLocations ? printed.replaceAll(/-?\([^)]{0,200}\)-?/g, "") : upper;
  const bare = name.replaceAll("-", "");
  const candidates = [
    // Names of countries have brackets and accents of their own.
    ...(name === upper ? [] : [upper]),
    ...(cloud === undefined ? [] : [`${cloud.toUpperCase()}/${name}`, `${cloud.toUpperCase()}/${bare}`]),
    name,
    // An availability zone lies in its region: us-east-1a, europe-west1-b.
    name.replace(/(\d)-?[A-F]$/, "$1"),
    bare,
  ];
  for (const candidate of candidates) {
    const key = regions.index.get(candidate);
    if (key !== undefined) return key;
  }
  return countryOf(regions, name) ?? "";
}

/**
 * The key of a region in the factor set: `aws/us-east-1`, `azure/swedencentral`, `gcp/europe-west1`, `US-CAMX` (eGRID),
 * `CN-North` or `CN-Beijing`, `DEU` (ISO 3166-1 alpha-3), `EU`, `WORLD`; "" when it is absent or unknown. A zone or
 * region that the tables lack stands for its country.
 * @param cloud `aws`, `gcp` or `azure`, where the client said
 */
export function canonicalRegion(factors: FactorSet, region: string | undefined, cloud?: string): string {
  if (region === undefined || region === "") return "";
  const regions = regionsOf(factors);
  const { cache } = regions;
  return cache.get(cloud ?? "", region) ?? cache.set(cloud ?? "", region, resolve(regions, region, cloud));
}

/** Who runs the machines of a cloud, by what its regions' keys begin with. */
export const hostOfCloud: Readonly<Record<string, string>> = { aws: "amazon", gcp: "google", azure: "azure-openai" };

/** The cloud in whose region an event was served, from the region's key; undefined for grids. */
export function hostOfRegion(region: string): string | undefined {
  const cloud = region.slice(0, Math.max(0, region.indexOf("/")));
  // hasOwn: a region's name is a client's, who may begin it with constructor/.
  return Object.hasOwn(hostOfCloud, cloud) ? hostOfCloud[cloud] : undefined;
}
