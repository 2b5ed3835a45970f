// SPDX-License-Identifier: Apache-2.0
import { ProblemNote } from "../shell/Fault";

/** Stands in the place of a form for those who may only read. */
export function ReadOnly({ title, doing }: { title: string; doing: string }) {
  return (
    <>
      <h1>{title}</h1>
      <ProblemNote problem={{ title: "Your key may only read", detail: `${doing} needs an operator's.` }} />
    </>
  );
}
