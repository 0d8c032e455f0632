/**
 * Makes the outlines of countries for the console's map, once, from Natural Earth (public domain) as
 * the npm package `world-atlas` packs it:
 *
 *     npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
 *     bun shared/scripts/world-map.ts package/countries-110m.json package/countries-50m.json
 */
import { argv } from "node:process"

interface Topology {
  readonly arcs: readonly (readonly (readonly [number, number])[])[]
  readonly transform: { readonly scale: readonly number[]; readonly translate: readonly number[] }
  readonly objects: { readonly countries: { readonly geometries: readonly Shape[] } }
}
type Shape =
  | { readonly type: "Polygon"; readonly arcs: Rings; readonly properties: { name: string } }
  | {
      readonly type: "MultiPolygon"
      readonly arcs: readonly Rings[]
      readonly properties: { name: string }
    }
type Rings = readonly (readonly number[])[]
type Point = readonly [x: number, y: number]

const width = 1000
const out = "aggregator/console/assets/world.json"

/** Names of Natural Earth that are not those of the language's own data. */
const codes: Readonly<Record<string, string>> = {
  "W. Sahara": "EH",
  "United States of America": "US",
  "Dem. Rep. Congo": "CD",
  "Dominican Rep.": "DO",
  "Falkland Is.": "FK",
  "Côte d'Ivoire": "CI",
  "Central African Rep.": "CF",
  Congo: "CG",
  "Eq. Guinea": "GQ",
  eSwatini: "SZ",
  Palestine: "PS",
  Myanmar: "MM",
  Czechia: "CZ",
  Turkey: "TR",
  "Bosnia and Herz.": "BA",
  Macedonia: "MK",
  "Trinidad and Tobago": "TT",
  "S. Sudan": "SS",
  "Solomon Is.": "SB",
  "Hong Kong": "HK",
  Macao: "MO",
  "Antigua and Barb.": "AG",
  "St. Kitts and Nevis": "KN",
  "Saint Lucia": "LC",
  "St. Vin. and Gren.": "VC",
  "Cayman Is.": "KY",
  "São Tomé and Principe": "ST",
  "Cabo Verde": "CV",
  "Marshall Is.": "MH",
  "Faeroe Is.": "FO",
  "Fr. Polynesia": "PF",
  "Cook Is.": "CK",
  "N. Mariana Is.": "MP",
  "U.S. Virgin Is.": "VI",
  "British Virgin Is.": "VG",
  "Turks and Caicos Is.": "TC",
  Åland: "AX",
  Vatican: "VA",
  "Fr. S. Antarctic Lands": "TF",
  "Wallis and Futuna Is.": "WF",
  "Br. Indian Ocean Ter.": "IO",
  "Pitcairn Is.": "PN",
  "St. Pierre and Miquelon": "PM",
  "Saint Helena": "SH",
  Curaçao: "CW",
  "St-Barthélemy": "BL",
  "St-Martin": "MF",
}

const [coarse, fine] = argv.slice(2)
if (!coarse || !fine) throw new Error("which files? countries-110m.json countries-50m.json")
const [of110, of50]: readonly Topology[] = await Promise.all(
  [coarse, fine].map((path) => Bun.file(path).json()),
)
const byName = namesOfLanguage()
const codeOf = ({ properties: { name } }: Shape) => codes[name] ?? byName.get(name)

const all = of110!.objects.countries.geometries.flatMap((shape) => {
  const code = codeOf(shape)
  return code === "AQ" ? [] : [{ code, name: shape.properties.name, rings: ringsOf(of110!, shape) }]
})
const unnamed = all.filter(({ code }) => !code).map(({ name }) => name)
const points = all.flatMap(({ rings }) => rings.flat()).map(projected)
const [left, top] = [Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y))]
const scale = width / (Math.max(...points.map(([x]) => x)) - left)
const placed = (point: Point): Point => {
  const [x, y] = projected(point)
  return [Math.round((x - left) * scale), Math.round((y - top) * scale)]
}
const height = Math.max(...points.map(([, y]) => Math.round((y - top) * scale)))

const outlines: Record<string, string> = {}
for (const { code, rings } of all) {
  const path = rings.map(pathOf).join("")
  if (path) outlines[code ?? "-"] = (outlines[code ?? "-"] ?? "") + path
}
const places: Record<string, Point> = {}
for (const shape of of50!.objects.countries.geometries) {
  const code = codeOf(shape)
  if (code && code !== "AQ" && !outlines[code])
    places[code] = placed(middleOf(ringsOf(of50!, shape)))
}
const text = JSON.stringify({ width, height, outlines, places })
await Bun.write(out, `${text.replaceAll('","', '",\n"')}\n`)
console.log(
  `${out}: ${text.length} bytes, ${Object.keys(outlines).length} outlines, ${Object.keys(places).length} points`,
)
if (unnamed.length > 0) console.log(`without a code: ${unnamed.join(", ")}`)

function namesOfLanguage(): ReadonlyMap<string, string> {
  const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" })
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
  const pairs = letters.flatMap((a) => letters.map((b) => a + b))
  const entries = pairs.flatMap((code) => {
    const name = names.of(code)
    return name
      ? [
          [name, code],
          [name.replaceAll("&", "and"), code],
        ]
      : []
  })
  const dead = new Set("AN BU CS DD DY FX HV NH NT RH SU TP UK VD WK YD YU ZR".split(" "))
  return new Map(entries.filter(([, code]) => !dead.has(code!)) as [string, string][])
}

/** Arcs are sums of steps; a negative number is the arc of its complement, backwards. */
function ringsOf({ arcs, transform }: Topology, shape: Shape): readonly (readonly Point[])[] {
  const lineOf = (index: number): Point[] => {
    let [x, y] = [0, 0]
    const line = arcs[index < 0 ? ~index : index]!.map(([dx, dy]): Point => {
      x += dx
      y += dy
      return [
        x * transform.scale[0]! + transform.translate[0]!,
        y * transform.scale[1]! + transform.translate[1]!,
      ]
    })
    return index < 0 ? line.reverse() : line
  }
  const rings = shape.type === "Polygon" ? shape.arcs : shape.arcs.flat()
  return rings.flatMap((ring) =>
    cutAtDateLine(ring.flatMap((index, at) => lineOf(index).slice(at === 0 ? 0 : 1))),
  )
}

/** Equal Earth (Šavrič, Patterson, Jenny 2018): areas are true. */
function projected([longitude, latitude]: Point): Point {
  const [a1, a2, a3, a4] = [1.340264, -0.081106, 0.000893, 0.003796]
  const t = Math.asin((Math.sqrt(3) / 2) * Math.sin((latitude * Math.PI) / 180))
  const [t2, t6] = [t * t, t ** 6]
  const x =
    (2 * Math.sqrt(3) * ((longitude * Math.PI) / 180) * Math.cos(t)) /
    (3 * (a1 + 3 * a2 * t2 + t6 * (7 * a3 + 9 * a4 * t2)))
  return [x, -t * (a1 + a2 * t2 + t6 * (a3 + a4 * t2))]
}

/** In whole units, each by its step from the last; rings without an area are left out. */
function pathOf(ring: readonly Point[]): string {
  const steps: string[] = []
  let last: Point | undefined
  for (const point of ring) {
    const [x, y] = placed(point)
    if (last && x === last[0] && y === last[1]) continue
    steps.push(last ? `${x - last[0]},${y - last[1]}` : `${x},${y}`)
    last = [x, y]
  }
  const [first, ...rest] = steps.slice(0, -1)
  return rest.length < 2
    ? ""
    : `m${first}l${rest.join(" ")}z`
        .replace(/,-/g, "-")
        .replace(/ -/g, "-")
        .replace("l-", "l-")
        .replace(/m(?=\d)/, "M")
}

function middleOf(rings: readonly (readonly Point[])[]): Point {
  const largest = [...rings].sort((a, b) => b.length - a.length)[0]!
  const mean = (of: 0 | 1) => largest.reduce((sum, point) => sum + point[of], 0) / largest.length
  return [mean(0), mean(1)]
}

/** A ring over the date line becomes two, one on each side of the map. */
function cutAtDateLine(ring: readonly Point[]): readonly (readonly Point[])[] {
  let turn = 0
  const whole = ring.map(([x, y], at): Point => {
    const step = at === 0 ? 0 : x - ring[at - 1]![0]
    if (Math.abs(step) > 180) turn -= Math.sign(step) * 360
    return [x + turn, y]
  })
  return [-360, 0, 360]
    .map((shift) => within(whole.map(([x, y]): Point => [x + shift, y])))
    .filter((one) => one.length > 3)
}

/** The part of a ring between the meridians -180 and 180 (Sutherland and Hodgman 1974). */
function within(ring: readonly Point[]): readonly Point[] {
  let kept = ring
  for (const side of [-1, 1]) {
    const isIn = ([x]: Point) => side * x <= 180
    kept = kept.flatMap((point, at) => {
      const before = kept.at(at - 1)!
      const [[x0, y0], [x1, y1]] = [before, point]
      const edge: Point = [side * 180, y0 + ((side * 180 - x0) / (x1 - x0)) * (y1 - y0)]
      if (isIn(point)) return isIn(before) ? [point] : [edge, point]
      return isIn(before) ? [edge] : []
    })
  }
  const [first] = kept
  return first ? [...kept, first] : []
}
