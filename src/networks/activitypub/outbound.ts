/** What this network asks of the outbound client; `platform/egress` fits it as it is. */
export interface OutboundRequest {
  readonly url: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly accept?: readonly string[];
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Always 0 here: what is signed is not followed elsewhere. */
  readonly maxRedirects: 0;
  readonly signal?: AbortSignal;
}

export type OutboundAnswer =
  | { readonly kind: "answer"; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Uint8Array }
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "failed"; readonly reason: string; readonly sent: boolean };

export interface Outbound {
  fetch(request: OutboundRequest): Promise<OutboundAnswer>;
}
