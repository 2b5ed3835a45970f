// SPDX-License-Identifier: Apache-2.0
import { useQuery } from "@tanstack/react-query";
import { type Problem, Refused, address } from "../api/client";
import type { Mask } from "./windows";

/** A slide's tissue mask, which never changes. */
export function useMask(slideId: string | undefined) {
  return useQuery({
    queryKey: ["mask", slideId],
    enabled: slideId !== undefined,
    staleTime: Infinity,
    queryFn: () => load(slideId ?? ""),
  });
}

async function load(slideId: string): Promise<Mask> {
  const answer = await fetch(address(`/v1/slides/${slideId}/tissue-mask.png`));
  if (!answer.ok) {
    throw new Refused(answer.status, (await answer.json().catch(() => ({}))) as Partial<Problem>);
  }
  const picture = await createImageBitmap(await answer.blob(), { colorSpaceConversion: "none" });
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("This browser draws nothing.");
  }
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, pixels: Uint8Array.from({ length: width * height }, (_, index) => data[index * 4] ?? 0) };
}
