// SPDX-License-Identifier: Apache-2.0
import { useRef, useState } from "react";
import { type Table, TableError, decode, readTable } from "./table";
import { stem } from "./names";

/** Takes a table in, by drop, by choice or by paste. */
export function TableBox({ take }: { take: (table: Table, name: string) => void }) {
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const [pasted, setPasted] = useState("");
  const chooser = useRef<HTMLInputElement>(null);
  const read = (text: string, notes: readonly string[], name: string) => {
    try {
      const table = readTable(text);
      setWrong(undefined);
      take({ ...table, notes: [...notes, ...table.notes] }, name);
    } catch (error) {
      setWrong(error instanceof TableError ? error.message : "The file cannot be read.");
    }
  };
  const open = async (file: File | undefined) => {
    if (file !== undefined) {
      const { text, notes } = decode(new Uint8Array(await file.arrayBuffer()));
      read(text, notes, stem(file.name));
    }
  };
  return (
    <section
      className={over ? "drop over" : "drop"}
      aria-label="Table"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void open(event.dataTransfer.files[0]);
      }}
    >
      <p>
        Drop a CSV here or{" "}
        <button type="button" onClick={() => chooser.current?.click()}>
          choose a file
        </button>
      </p>
      <p className="quiet">
        With a slide, a patient and a label in each row and, maybe, a fold; a spreadsheet's, CLAM's and STAMP's will do.
        Nothing is sent until you have looked at it.
      </p>
      <input
        ref={chooser}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
        hidden
        aria-label="Table of slides"
        onChange={(event) => {
          void open(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <details>
        <summary>Paste the rows instead</summary>
        <textarea
          aria-label="Rows, with a header"
          placeholder={"slide,patient,label\nA17-3.svs,A17,tumour"}
          className="pasted"
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
        <button type="button" disabled={pasted.trim() === ""} onClick={() => read(pasted, [], "")}>
          Read them
        </button>
      </details>
      {wrong !== undefined && (
        <p className="fault" role="alert">
          {wrong}
        </p>
      )}
    </section>
  );
}
