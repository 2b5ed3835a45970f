// SPDX-License-Identifier: Apache-2.0
import type { FieldPath, UseFormReturn } from "react-hook-form";
import type { Slide, components } from "../api/client";
import { Check, NumberInput } from "../things/inputs";

import { mppFault } from "./over";

export type TilingSpec = components["schemas"]["TilingSpec"];

export const USUAL_TILING: TilingSpec = {
  tileSizePx: 224,
  mpp: 0.5,
  overlapPx: 0,
  minTissue: 0.5,
  minTissueAreaMicrometres2: 20_000,
  keepColouredInk: false,
};

interface HasTiling {
  tiling: TilingSpec;
}

/** Size and resolution of the tiles, which decide most. */
export function TilingInputs<T extends HasTiling>({
  form,
  slides,
}: {
  form: UseFormReturn<T>;
  slides: readonly Slide[];
}) {
  const path = (name: keyof TilingSpec) => `tiling.${name}` as FieldPath<T>;
  return (
    <>
      <NumberInput
        form={form}
        name={path("tileSizePx")}
        label="Side of a tile"
        unit="px"
        hint="The model's own unless changed."
        min={16}
        max={4096}
        whole
      />
      <NumberInput
        form={form}
        name={path("mpp")}
        label="Resolution"
        unit="µm/px"
        hint="0.5 is 20×, 0.25 is 40×."
        also={(mpp) => mppFault(mpp, slides)}
      />
    </>
  );
}

/** What is tissue, which seldom needs a change. */
export function TissueInputs<T extends HasTiling>({ form, overlap }: { form: UseFormReturn<T>; overlap: boolean }) {
  const path = (name: keyof TilingSpec) => `tiling.${name}` as FieldPath<T>;
  return (
    <>
      {overlap && (
        <NumberInput form={form} name={path("overlapPx")} label="Overlap of tiles" unit="px" min={0} max={4095} whole />
      )}
      <NumberInput
        form={form}
        name={path("minTissue")}
        label="Tissue in a tile"
        hint="The fraction of a tile that must be tissue."
        min={0}
        max={1}
      />
      <NumberInput
        form={form}
        name={path("minTissueAreaMicrometres2")}
        label="Smallest piece of tissue"
        unit="µm²"
        hint="Biopsies and cytology may need less."
        min={0}
        max={1_000_000_000}
      />
      <Check
        form={form}
        name={path("keepColouredInk")}
        label="Coloured ink counts as tissue"
        hint="For dense green or blue stains, which may look like a pen's."
      />
    </>
  );
}
