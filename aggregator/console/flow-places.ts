import type { Box, Edge, Picture } from "./flow-stages.ts"

/** Where a box stands; its size is the same for all of a drawing. */
export interface Placed {
  readonly box: Box
  readonly x: number
  readonly y: number
}

export interface DrawnEdge {
  readonly edge: Edge
  /** Of an SVG path. */
  readonly path: string
  readonly labelX: number
  readonly labelY: number
}

export interface Drawing {
  readonly width: number
  readonly height: number
  readonly boxWidth: number
  readonly boxHeight: number
  readonly heads: readonly { readonly name: string; readonly x: number; readonly y: number }[]
  readonly boxes: readonly Placed[]
  readonly edges: readonly DrawnEdge[]
}

const headHeight = 28

/** Stages from left to right, each box in the middle of its column. */
export function acrossOf({ stages, edges }: Picture): Drawing {
  const [boxWidth, boxHeight, gapX, gapY] = [176, 50, 76, 12]
  const most = Math.max(1, ...stages.map(({ boxes }) => boxes.length))
  const height = headHeight + most * (boxHeight + gapY) - gapY
  const boxes = stages.flatMap((stage, column) => {
    const tall = stage.boxes.length * (boxHeight + gapY) - gapY
    const top = headHeight + (height - headHeight - tall) / 2
    return stage.boxes.map((box, row) => ({
      ...{ box, x: column * (boxWidth + gapX), y: top + row * (boxHeight + gapY) },
    }))
  })
  const heads = stages.map(({ name }, column) => ({ name, x: column * (boxWidth + gapX), y: 14 }))
  const at = new Map(boxes.map((placed) => [placed.box.key, placed]))
  const width = stages.length * (boxWidth + gapX) - gapX
  return {
    ...{ width, height, boxWidth, boxHeight, heads, boxes },
    edges: edges.flatMap((edge) => {
      const [from, to] = [at.get(edge.from), at.get(edge.to)]
      if (!from || !to) return []
      const [x1, y1, x2, y2] = [
        from.x + boxWidth,
        from.y + boxHeight / 2,
        to.x,
        to.y + boxHeight / 2,
      ]
      const middle = (x1 + x2) / 2
      const path = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`
      return [{ edge, path, labelX: x1 + gapX * 0.36, labelY: y2 < y1 ? y1 + 19 : y1 - 8 }]
    }),
  }
}

/** Stages from top to bottom, as on a phone: a box has the whole width, an edge all of a stage. */
export function downOf({ stages, edges }: Picture): Drawing {
  const [boxWidth, boxHeight, gapY, between] = [340, 44, 6, 30]
  const boxes: Placed[] = []
  const heads: { name: string; x: number; y: number }[] = []
  const drawn: DrawnEdge[] = []
  let y = 0
  for (const [at, { name, boxes: some }] of stages.entries()) {
    if (at > 0) {
      const edge = together(edges, stages[at - 1]!.boxes, some)
      const path = `M${boxWidth / 2} ${y}L${boxWidth / 2} ${y + between}`
      drawn.push({ edge, path, labelX: boxWidth / 2 + 34, labelY: y + between / 2 + 4 })
      y += between
    }
    heads.push({ name, x: 0, y: y + 14 })
    y += headHeight - 6
    for (const box of some) {
      boxes.push({ box, x: 0, y })
      y += boxHeight + gapY
    }
    y -= some.length > 0 ? gapY : 0
  }
  return { width: boxWidth, height: y, boxWidth, boxHeight, heads, boxes, edges: drawn }
}

/** All edges between two stages as one. */
function together(edges: readonly Edge[], from: readonly Box[], to: readonly Box[]): Edge {
  const has = (boxes: readonly Box[], key: string) => boxes.some((box) => box.key === key)
  const some = edges.filter((edge) => has(from, edge.from) && has(to, edge.to))
  const known = some.filter(({ perSecond }) => perSecond !== undefined)
  const perSecond = known.reduce((sum, edge) => sum + edge.perSecond!, 0)
  const state = some.some((edge) => edge.state === "bad") ? "bad" : perSecond > 0 ? "good" : "idle"
  return { from: "", to: "", state, ...(known.length > 0 && { perSecond }) }
}
