/** Twice as many pixels as on the page: sharp in a document. */
const scale = 2;

/** A drawing as PNG; null where the browser gives no canvas. @param svg the drawing */
export async function pngOf(
  svg: Blob,
  { width, height, background }: { readonly width: number; readonly height: number; readonly background: string },
): Promise<Blob | null> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    if (context === null) return null;
    context.fillStyle = background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
