// SPDX-License-Identifier: Apache-2.0
import { useDeferredValue, useMemo, useState } from "react";
import { Link, useNavigate } from "react-router";
import { type Problem, Refused, type Slide, mayOperate } from "../api/client";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { select } from "../slides/order";
import { useExampleTable } from "../slides/example";
import { useSlides } from "../slides/queries";
import { useAll } from "../things/all";
import { Field } from "../things/Field";
import { Shares, several } from "./CohortsPage";
import { RowTable } from "./RowTable";
import { TableBox } from "./TableBox";
import { SlideNames } from "./names";
import { useNewCohort } from "./queries";
import { type Findings, type Row, check, cohortRequest, patientOf, pointed, rowsOf } from "./rules";
import { type Columns, type Table, columnsOf } from "./table";
import { ReadOnly } from "../things/ReadOnly";
import "./cohorts.css";

export default function NewCohortPage() {
  const me = useMe();
  const slides = useSlides();
  const { items, complete } = useAll(slides);
  const names = useMemo(() => new SlideNames(items), [items.length]); // eslint-disable-line react-hooks/exhaustive-deps
  const [table, setTable] = useState<{ table: Table; columns: Columns }>();
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [name, setName] = useState("");
  const example = useExampleTable(items.some((slide) => slide.name.startsWith("example-")));

  if (me.data !== undefined && !mayOperate(me.data)) {
    return <ReadOnly title="New cohort" doing="Making a cohort" />;
  }
  const take = (taken: Table, columns: Columns) => {
    setTable({ table: taken, columns });
    setRows(rowsOf(taken, columns));
  };
  const open = (read: Table, file: string) => {
    take(read, columnsOf(read.header));
    setName((before) => (before === "" ? file : before));
  };
  const restart = () => {
    setTable(undefined);
    setRows([]);
  };
  return (
    <>
      <div className="title">
        <h1>New cohort</h1>
        {rows.length > 0 && (
          <button type="button" onClick={restart}>
            Start over
          </button>
        )}
      </div>
      {slides.isError && <Fault error={slides.error} />}
      {complete && items.length === 0 && (
        <p className="empty">
          A cohort is made of slides, and there are none yet. <Link to="/slides">Upload some first</Link>.
        </p>
      )}
      {items.length > 0 && rows.length === 0 && (
        <>
          {example.data !== undefined && (
            <p className="row">
              <button type="button" className="main" onClick={() => open(example.data, "Example")}>
                Take the example&rsquo;s table
              </button>
              <span className="quiet">patients and labels of the example slides</span>
            </p>
          )}
          <TableBox take={open} />
          <FromSlides slides={items} take={setRows} />
        </>
      )}
      {table !== undefined && (
        <ColumnChoice table={table.table} columns={table.columns} change={(columns) => take(table.table, columns)} />
      )}
      {rows.length > 0 && complete && (
        <Editor name={name} setName={setName} rows={rows} setRows={setRows} names={names} slides={items} />
      )}
    </>
  );
}

/** Rows for slides that are here, their labels still to be given. */
function FromSlides({ slides, take }: { slides: Slide[]; take: (rows: Row[]) => void }) {
  const [search, setSearch] = useState("");
  const found = select(slides, search, "name");
  return (
    <section className="sheet split">
      <h2>Or from the slides that are here</h2>
      <p className="quiet">
        Each slide is taken for a patient of its own (of TCGA's names the participant) until you say otherwise; give the
        labels in the table, many at once.
      </p>
      <div className="tools">
        <input
          type="search"
          aria-label="Only slides whose name, notes or vendor has"
          placeholder="Only slides whose name has …"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <button
          type="button"
          disabled={found.length === 0}
          onClick={() =>
            take(
              found.map((slide, key) => ({
                key,
                slide: slides.filter((other) => other.name === slide.name).length > 1 ? slide.id : slide.name,
                patient: patientOf(slide.name),
                label: "",
                fold: "",
              })),
            )
          }
        >
          Take {found.length === 1 ? "1 slide" : `${found.length} slides`}
        </button>
      </div>
    </section>
  );
}

const COLUMNS: Record<keyof Columns, string> = { slide: "Slide", patient: "Patient", label: "Label", fold: "Fold" };

/** Which column of the table is which; what was found by name may be changed. */
function ColumnChoice(props: { table: Table; columns: Columns; change: (columns: Columns) => void }) {
  const { table, columns, change } = props;
  const missing = (["slide", "patient", "label"] as const).filter((field) => columns[field] < 0);
  return (
    <section className="sheet">
      {table.notes.map((note) => (
        <p key={note} className="warning">
          {note}
        </p>
      ))}
      {missing.length > 0 && (
        <p className="wrong" role="alert">
          Say which column holds the {missing.join(" and the ")}.
        </p>
      )}
      <div className="fields">
        {(Object.keys(COLUMNS) as (keyof Columns)[]).map((field) => (
          <Field key={field} label={COLUMNS[field]}>
            {(bound) => (
              <select
                {...bound}
                value={columns[field]}
                onChange={(event) => change({ ...columns, [field]: Number(event.target.value) })}
              >
                <option value={-1}>{field === "fold" ? "No folds" : "Choose a column"}</option>
                {table.header.map((title, index) => (
                  <option key={index} value={index}>
                    {title === "" ? `Column ${index + 1}` : title}
                  </option>
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
      <p className="quiet">A change here reads the table again, without what was mended below.</p>
    </section>
  );
}

function Editor(props: {
  name: string;
  setName: (name: string) => void;
  rows: readonly Row[];
  setRows: React.Dispatch<React.SetStateAction<readonly Row[]>>;
  names: SlideNames;
  slides: Slide[];
}) {
  const { name, setName, rows, setRows, names, slides } = props;
  const go = useNavigate();
  const making = useNewCohort();
  const settled = useDeferredValue(rows);
  const found = useMemo(() => check(settled, names), [settled, names]);
  const problem = making.error instanceof Refused ? making.error.problem : undefined;
  const findings = withServers(found, rows, problem);
  const bad = findings.faults.size;
  const ready = bad === 0 && findings.whole.length === 0 && name.trim() !== "";
  const create = (event: React.FormEvent) => {
    event.preventDefault();
    if (ready) {
      making.mutate(cohortRequest(name.trim(), rows, names), {
        onSuccess: (cohort) => void go(`/cohorts/${cohort.id}`),
      });
    } else {
      const first = document.querySelector<HTMLElement>('.mend [aria-invalid="true"], #cohort-name:placeholder-shown');
      first?.focus();
    }
  };
  return (
    <form onSubmit={create} noValidate>
      <div className="two split">
        <div>
          <div className="field">
            <label htmlFor="cohort-name">Name of the cohort</label>
            <input
              id="cohort-name"
              required
              maxLength={200}
              placeholder="Lung, biopsies 2024"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <p className={bad > 0 ? "wrong figure" : "figure"} role="status">
            {several(rows.length, "row")}
            {findings.folds > 0 && ` in ${findings.folds} folds`},{" "}
            {bad === 0 ? "none to mend" : `${bad.toLocaleString("en")} to mend`}
          </p>
          {findings.whole.map((text) => (
            <p key={text} className="wrong">
              {text}
            </p>
          ))}
          {findings.warnings.map((text) => (
            <p key={text} className="warning">
              {text}
            </p>
          ))}
          <p className="row split">
            <button type="submit" className="main" disabled={making.isPending}>
              Make the cohort
            </button>
            {!ready && (
              <span className="quiet">
                {bad > 0 ? "First mend the marked rows." : name.trim() === "" ? "First give it a name." : ""}
              </span>
            )}
          </p>
          {making.isError && <Fault error={making.error} />}
        </div>
        <section aria-label="Labels">
          {findings.classes.length > 0 && (
            <Shares
              classes={findings.classes.map(({ label, slides: slideCount, patients: patientCount }) => ({
                label,
                slideCount,
                patientCount,
              }))}
            />
          )}
        </section>
      </div>
      <RowTable rows={rows} setRows={setRows} findings={findings} names={names} slides={slides} />
    </form>
  );
}

/** The findings with what the server says of one row. */
function withServers(findings: Findings, rows: readonly Row[], problem: Partial<Problem> | undefined): Findings {
  const place = pointed(problem?.pointer);
  const row = place && rows[place.index];
  if (place === undefined || row === undefined || problem?.detail === undefined) {
    return findings;
  }
  const faults = new Map(findings.faults);
  faults.set(row.key, [...(faults.get(row.key) ?? []), { field: place.field, text: problem.detail }]);
  return { ...findings, faults };
}
