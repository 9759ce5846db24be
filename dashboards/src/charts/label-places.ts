/** A mark of a chart with a name, in pixels; y grows downwards. */
export interface NamedMark {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly name: string;
}

export interface LabelPlace {
  readonly position: "right" | "left" | "top" | "bottom";
  /** How far it is moved along the line so that it stays within the chart. */
  readonly shiftX: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of the names' type, at 11.5 px. */
const letterPx = 6.4;
const linePx = 14;
const gapPx = 5;

const overlaps = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function labelBox({ x, y, radius, name }: NamedMark, place: LabelPlace["position"]): Box {
  const width = name.length * letterPx;
  if (place === "right" || place === "left") {
    const left = place === "right" ? x + radius + gapPx : x - radius - gapPx - width;
    return { left, right: left + width, top: y - linePx / 2, bottom: y + linePx / 2 };
  }
  const top = place === "bottom" ? y + radius + gapPx : y - radius - gapPx - linePx;
  return { left: x - width / 2, right: x + width / 2, top, bottom: top + linePx };
}

/**
 * Where each mark's name stands so that it covers neither a mark nor another name, those of the largest marks first.
 * Undefined: nowhere.
 */
export function labelPlaces(
  marks: readonly NamedMark[],
  size: { readonly width: number; readonly height: number },
): (LabelPlace | undefined)[] {
  const boxes = marks.map(
    ({ x, y, radius }): Box => ({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }),
  );
  const taken: Box[] = [];
  const places: (LabelPlace | undefined)[] = marks.map(() => undefined);
  const largestFirst = marks.map((_, index) => index).sort((a, b) => (marks[b]?.radius ?? 0) - (marks[a]?.radius ?? 0));
  for (const index of largestFirst) {
    const mark = marks[index];
    if (mark === undefined) continue;
    for (const position of ["right", "left", "top", "bottom"] as const) {
      const wanted = labelBox(mark, position);
      const isBeside = position === "right" || position === "left";
      const shiftX = isBeside ? 0 : Math.max(0, -wanted.left) - Math.max(0, wanted.right - size.width);
      const box = { ...wanted, left: wanted.left + shiftX, right: wanted.right + shiftX };
      const isWithin = box.left >= 0 && box.right <= size.width && box.top >= 0 && box.bottom <= size.height;
      const isFree = ![...boxes.filter((_, other) => other !== index), ...taken].some((other) => overlaps(box, other));
      if (!isWithin || !isFree) continue;
      places[index] = { position, shiftX };
      taken.push(box);
      break;
    }
  }
  return places;
}
