// SPDX-License-Identifier: Apache-2.0

/** A page whose content is on its way. */
export function Waiting({ title, className = "job" }: { title: string; className?: string }) {
  return (
    <>
      <h1>{title}</h1>
      <div className={`${className} ghost`} role="status" aria-label={`${title} is being loaded`} />
    </>
  );
}
