// SPDX-License-Identifier: Apache-2.0
import { Link, useSearchParams } from "react-router";
import { mayOperate } from "../api/client";
import { bytes } from "../format/units";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useAll } from "../things/all";
import { type Model, useModels } from "./queries";
import { ORIGINS, amount, architecture } from "./words";
import "../things/things.css";
import "./models.css";

export default function ModelsPage() {
  const me = useMe();
  const models = useModels();
  const { items } = useAll(models);
  const [address, setAddress] = useSearchParams();
  const origin = address.get("origin") ?? "";
  const search = address.get("search") ?? "";
  const shown = items.filter((model) => (origin === "" || model.origin === origin) && matches(model, search));
  const operator = me.data !== undefined && mayOperate(me.data);
  const set = (name: string, value: string) =>
    setAddress(
      (before) => {
        before.set(name, value);
        if (value === "") {
          before.delete(name);
        }
        return before;
      },
      { replace: true },
    );
  return (
    <>
      <div className="title">
        <h1>Models</h1>
        {operator && items.length > 0 && (
          <Link to="/models/new" className="button main">
            Import a model
          </Link>
        )}
      </div>
      {models.isError && <Fault error={models.error} />}
      {models.isPending && <div className="job ghost" role="status" aria-label="Models are being loaded" />}
      {models.isSuccess && items.length === 0 && (
        <div className="empty">
          <p>No models yet. A model turns the tiles of a slide into features, which classifiers read.</p>
          {operator && (
            <p className="row">
              <Link to="/models/new" className="button main">
                Import the first one
              </Link>
              <span>
                or, to try things out, <Link to="/models/new?way=fresh">make one with fresh weights</Link>.
              </span>
            </p>
          )}
        </div>
      )}
      {items.length > 0 && (
        <search className="tools">
          <input
            type="search"
            aria-label="Search names, notes and architectures"
            placeholder="Search"
            value={search}
            onChange={(event) => set("search", event.target.value)}
          />
          <select aria-label="Origin" value={origin} onChange={(event) => set("origin", event.target.value)}>
            <option value="">Of any origin</option>
            {Object.entries(ORIGINS).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </search>
      )}
      {items.length > 0 && shown.length === 0 && <p className="empty">No model is like that.</p>}
      {shown.length > 0 && <Table models={shown} />}
    </>
  );
}

function matches(model: Model, search: string): boolean {
  const text = `${model.name} ${model.notes ?? ""} ${model.architecture ?? ""}`.toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function Table({ models }: { models: readonly Model[] }) {
  return (
    <div className="wide" role="region" aria-label="Table of models" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Origin</th>
            <th scope="col">Architecture</th>
            <th scope="col" className="figure">
              Tile
            </th>
            <th scope="col" className="figure">
              Features
            </th>
            <th scope="col" className="figure">
              Parameters
            </th>
            <th scope="col" className="figure">
              File
            </th>
            <th scope="col">Made</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <tr key={model.id}>
              <th scope="row">
                <Link to={`/models/${model.id}`}>{model.name}</Link>
              </th>
              <td>{ORIGINS[model.origin]}</td>
              <td>{architecture(model)}</td>
              <td className="figure">{model.inputSizePx} px</td>
              <td className="figure">{model.featureDim.toLocaleString("en")}</td>
              <td className="figure">{amount(model.parameterCount)}</td>
              <td className="figure">{bytes(model.sizeBytes)}</td>
              <td className="figure">{new Date(model.createdAt).toLocaleDateString()}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
