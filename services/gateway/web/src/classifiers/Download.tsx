// SPDX-License-Identifier: Apache-2.0

/** Saves a text that the page itself has made. */
export function Download({ name, text, children }: { name: string; text: () => string; children: React.ReactNode }) {
  const save = () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text()], { type: "text/csv" }));
    link.download = name.replaceAll(/[/\\:]/g, "-");
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <button type="button" className="save" onClick={save}>
      {children}
    </button>
  );
}
