declare module 'html-encoding-sniffer' {
  /** The name of the encoding that a browser would use (WHATWG HTML, encoding sniffing); null for a label that is none. */
  // biome-ignore lint/style/noDefaultExport: the package's own shape.
  export default function htmlEncodingSniffer(
    bytes: Uint8Array,
    options?: { transportLayerEncodingLabel?: string | undefined; defaultEncoding?: string },
  ): string | null
}
