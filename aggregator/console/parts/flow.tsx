/** @jsxImportSource hono/jsx */
import { acrossOf, type Drawing, type DrawnEdge, downOf, type Placed } from "../flow-places.ts"
import { type Picture, rateText } from "../flow-stages.ts"

/** The way of events as a picture: beside each other where there is room, else below each other. */
export function FlowPicture({ picture }: { picture: Picture }) {
  return (
    <figure class="flow">
      <Drawn class="across" drawing={acrossOf(picture)} />
      <Drawn class="down" drawing={downOf(picture)} />
      <figcaption>
        Events a second, over the last minute.
        <span class="legend">
          <span class="state good">well</span>
          <span class="state warn">look at it</span>
          <span class="state bad">wrong</span>
          <span class="state idle">nothing yet</span>
        </span>
      </figcaption>
    </figure>
  )
}

function Drawn({ class: name, drawing }: { class: string; drawing: Drawing }) {
  const { width, height, heads, boxes, edges } = drawing
  return (
    <svg class={name} viewBox={`0 0 ${width} ${height}`} width={width} height={height}>
      <title>From the sources to the store</title>
      {edges.map(({ edge, path }) => (
        <path class={`edge ${edge.state}`} d={path} stroke-width={thickness(edge.perSecond)} />
      ))}
      {heads.map(({ name, x, y }) => (
        <text class="head" x={x} y={y}>
          {name}
        </text>
      ))}
      {boxes.map((placed) => (
        <PlacedBox placed={placed} drawing={drawing} />
      ))}
      {edges.map((drawn) => (
        <Rate drawn={drawn} />
      ))}
    </svg>
  )
}

function Rate({ drawn: { edge, labelX, labelY } }: { drawn: DrawnEdge }) {
  return (
    <text class="rate" x={labelX} y={labelY} text-anchor="middle">
      {rateText(edge.perSecond)}
    </text>
  )
}

function PlacedBox({ placed: { box, x, y }, drawing }: { placed: Placed; drawing: Drawing }) {
  const { boxWidth: width, boxHeight: height } = drawing
  const title = seenText(box.title)
  const fits = Math.floor((width - 24) / 8.2)
  const drawn = (
    <>
      <title>{`${title}: ${box.line}`}</title>
      <rect class="box" x={x + 0.5} y={y + 0.5} width={width - 1} height={height - 1} rx="4" />
      <rect
        class={`state ${box.state}`}
        x={x + 0.5}
        y={y + 0.5}
        width="5"
        height={height - 1}
        rx="2"
      />
      <text class="title" x={x + 16} y={y + height / 2 - 4}>
        {title.length > fits ? `${title.slice(0, fits - 1)}…` : title}
      </text>
      <text class="line" x={x + 16} y={y + height / 2 + 13}>
        {box.line}
      </text>
    </>
  )
  return box.href ? <a href={box.href}>{drawn}</a> : <g>{drawn}</g>
}

/** An edge is thicker by its rate, by steps of ten. */
const thickness = (perSecond = 0) => 1.5 + Math.min(4, Math.log10(1 + perSecond))

/** What can't be seen would hide or reorder what stands beside it. */
const seenText = (text: string) =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, "□").slice(0, 200)
