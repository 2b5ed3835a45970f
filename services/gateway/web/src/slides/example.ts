// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, given } from "../api/client";
import type { Table } from "../cohorts/table";
import { add } from "./uploads";

async function labels(): Promise<Table> {
  const { readTable } = await import("../cohorts/table");
  return readTable(given(await api.GET("/v1/example-cohort/labels.csv", { parseAs: "text" })));
}

/** Slide, patient and label of the example's slides; asked for where it is `wanted`. */
export function useExampleTable(wanted: boolean) {
  return useQuery({ queryKey: ["example"], queryFn: labels, staleTime: Infinity, enabled: wanted });
}

/** Takes the example's slides in, as if the user had chosen them. */
export function useExampleSlides() {
  return useMutation({
    mutationFn: async () => {
      for (const { cells } of (await labels()).rows) {
        const name = cells[0] ?? "";
        const slide = given(
          await api.GET("/v1/example-cohort/slides/{exampleSlide}", {
            params: { path: { exampleSlide: name } },
            parseAs: "blob",
          }),
        );
        add([new File([slide], name, { type: "image/tiff" })]);
      }
    },
  });
}
