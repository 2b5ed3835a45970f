// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import { type Drawing, type Edge, GAP, type Kin, NODE, layOut } from "./lineage";
import { useLineage } from "./queries";
import { Fault } from "../shell/Fault";

/** What a model came of and what came of it, as a graph from the top down, with licences. */
export function Lineage({ modelId }: { modelId: string }) {
  const lineage = useLineage(modelId);
  if (lineage.isError) {
    return <Fault error={lineage.error} />;
  }
  if (lineage.data === undefined) {
    return <div className="job ghost" role="status" aria-label="The lineage is being loaded" />;
  }
  if (lineage.data.length === 1) {
    return <p className="quiet">It came of no other model here, and none was tuned from it yet.</p>;
  }
  return <Graph drawing={layOut(lineage.data)} modelId={modelId} />;
}

const ROLES: Record<Edge["as"], string> = { student: "tuned", teacher: "taught", whole: "cut" };
const PADDING = 2;

function Graph({ drawing, modelId }: { drawing: Drawing; modelId: string }) {
  const { nodes, edges, width, height } = drawing;
  return (
    <div className="wide" role="region" aria-label="Lineage" tabIndex={0}>
      <div className="lineage" style={{ width: width + 2 * PADDING, height: height + 2 * PADDING }}>
        <svg aria-hidden="true" width={width + 2 * PADDING} height={height + 2 * PADDING}>
          <defs>
            <marker id="descent" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
              <path d="M0,0L8,4L0,8Z" />
            </marker>
          </defs>
          {edges.map((edge) => (
            <Descent key={`${edge.from.kin.id}/${edge.to.kin.id}/${edge.as}`} edge={edge} />
          ))}
        </svg>
        <ul>
          {nodes.map(({ kin, x, y }) => (
            <li
              key={kin.id}
              className={kin.id === modelId ? "kin itself" : kin.deleted ? "kin deleted" : "kin"}
              style={{ left: x + PADDING, top: y + PADDING, width: NODE.width, height: NODE.height }}
            >
              {kin.deleted || kin.id === modelId ? (
                <strong title={kin.name}>{kin.name}</strong>
              ) : (
                <Link to={`/models/${kin.id}`} title={kin.name}>
                  {kin.name}
                </Link>
              )}
              <span className="quiet">{described(kin)}</span>
              <span className="quiet">{kin.licence ?? "no licence named"}</span>
              <span className="unseen">{parents(kin, nodes)}</span>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function described(kin: Kin): string {
  return [kin.deleted ? "Deleted" : kin.origin, kin.architecture].filter((text) => text !== "").join(", ");
}

// For those who cannot see the lines.
function parents(kin: Kin, nodes: Drawing["nodes"]): string {
  const told = kin.parents.map(({ id, as }) => {
    const name = nodes.find((node) => node.kin.id === id)?.kin.name ?? "a model";
    return { student: `tuned from ${name}`, teacher: `taught by ${name}`, whole: `cut from ${name}` }[as];
  });
  return told.join(", ");
}

function Descent({ edge: { from, to, as, via } }: { edge: Edge }) {
  const start = { x: from.x + NODE.width / 2 + PADDING, y: from.y + NODE.height + PADDING };
  const end = { x: to.x + NODE.width / 2 + PADDING, y: to.y + PADDING };
  const past = { x: via + PADDING, from: start.y + GAP.y, to: end.y - GAP.y };
  const long = past.to > past.from;
  const curve = (x0: number, y0: number, x1: number, y1: number) =>
    `C${x0},${(y0 + y1) / 2} ${x1},${(y0 + y1) / 2} ${x1},${y1}`;
  const path = long
    ? `M${start.x},${start.y}${curve(start.x, start.y, past.x, past.from)}V${past.to}${curve(past.x, past.to, end.x, end.y - 1)}`
    : `M${start.x},${start.y}${curve(start.x, start.y, end.x, end.y - 1)}`;
  const told = long
    ? { x: (past.x + end.x) / 2, y: (past.to + end.y) / 2 }
    : { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 };
  return (
    <g className={`descent ${as}`}>
      <path d={path} markerEnd="url(#descent)" />
      <text x={told.x} y={told.y + 4} textAnchor="middle">
        {ROLES[as]}
      </text>
    </g>
  );
}
