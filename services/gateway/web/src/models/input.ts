// SPDX-License-Identifier: Apache-2.0

/** What a model expects, as it was typed; empty where its configuration says it. */
export interface Input {
  readonly sizePx: string;
  readonly mean: string;
  readonly std: string;
}

/** What is wrong with a typed size, mean or standard deviation. */
export function inputFault(name: keyof Input, text: string): string | undefined {
  if (text.trim() === "") {
    return undefined;
  }
  if (name === "sizePx") {
    const size = Number(text);
    return Number.isInteger(size) && size >= 16 && size <= 4096 ? undefined : "A whole number from 16 to 4096.";
  }
  const values = channels(text);
  const sound =
    values.length === 3 && values.every((value) => value >= 0 && value <= 1 && (name === "mean" || value > 0));
  return sound ? undefined : `Three numbers from 0 to 1, with commas between${name === "std" ? ", above 0" : ""}.`;
}

/** The part of a request that says what a model expects. */
export function inputOf({ sizePx, mean, std }: Input): { inputSizePx?: number; mean?: number[]; std?: number[] } {
  return {
    ...(sizePx.trim() !== "" && { inputSizePx: Number(sizePx) }),
    ...(mean.trim() !== "" && { mean: channels(mean) }),
    ...(std.trim() !== "" && { std: channels(std) }),
  };
}

function channels(text: string): number[] {
  return text
    .split(/[,;\s]+/)
    .filter((part) => part !== "")
    .map(Number);
}
