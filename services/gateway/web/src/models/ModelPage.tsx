// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { address, mayOperate } from "../api/client";
import { useCohort } from "../cohorts/queries";
import { Curves } from "../finetune/Curves";
import { WindowPicture } from "../finetune/WindowPicture";
import { bytes } from "../format/units";
import { Fault } from "../shell/Fault";
import { useMe } from "../shell/Shell";
import { useSlides } from "../slides/queries";
import { Amend } from "../things/Amend";
import { Remove } from "../things/Remove";
import { useAll } from "../things/all";
import { Lineage } from "./Lineage";
import type { Card } from "./card";
import { type Model, amendModel, removeModel, useCard, useClassifiersOf, useModel } from "./queries";
import { ORIGINS, amount, architecture, isKnown } from "./words";
import { Waiting } from "../things/Waiting";
import "../things/things.css";
import "./models.css";

export default function ModelPage() {
  const { modelId = "" } = useParams();
  const model = useModel(modelId);
  const card = useCard(modelId);
  if (model.isError) {
    return (
      <>
        <h1>Model</h1>
        <Fault error={model.error} />
        <Link to="/models">All models</Link>
      </>
    );
  }
  if (model.data === undefined) {
    return <Waiting title="Model" />;
  }
  return (
    <>
      <div className="title">
        <h1>{model.data.name}</h1>
        <Actions model={model.data} />
      </div>
      {model.data.notes !== undefined && <p className="notes">{model.data.notes}</p>}
      <NextSteps model={model.data} />
      <Facts model={model.data} card={card.data} />
      <h2>Lineage</h2>
      <Lineage modelId={modelId} />
      {card.isError && <Fault error={card.error} />}
      {card.data !== undefined && card.data.licences.length > 0 && (
        <>
          <h2>Licences that bind it</h2>
          <ul className="licences">
            {card.data.licences.map((licence) => (
              <li key={licence}>{licence}</li>
            ))}
          </ul>
        </>
      )}
      {card.data !== undefined && model.data.lineage !== undefined && <Training model={model.data} card={card.data} />}
      <Classifiers modelId={modelId} />
    </>
  );
}

function Actions({ model }: { model: Model }) {
  const me = useMe();
  const queries = useQueryClient();
  const go = useNavigate();
  const refresh = () => queries.invalidateQueries({ queryKey: ["models"] });
  const file = (name: string) => address(`/v1/models/${model.id}/${name}`);
  return (
    <div className="row">
      <a className="button" href={file("weights")} download>
        TorchScript
      </a>
      {isKnown(model) && (
        <>
          <a className="button" href={file("weights?format=safetensors")} download>
            safetensors
          </a>
          <a className="button" href={file("config")} download="config.json">
            config.json
          </a>
        </>
      )}
      <a className="button" href={file("card.md")} download={`${model.name}.md`}>
        Card
      </a>
      {me.data !== undefined && mayOperate(me.data) && (
        <>
          <Amend
            what={`Name and notes of ${model.name}`}
            name={model.name}
            notes={model.notes}
            save={(amendment) => amendModel(model.id, amendment).then(refresh)}
          />
          <Remove
            what={`the model ${model.name}`}
            remove={(cascade) => removeModel(model.id, cascade)}
            gone={() => {
              void go("/models");
              void refresh();
            }}
          />
        </>
      )}
    </div>
  );
}

function NextSteps({ model }: { model: Model }) {
  const me = useMe();
  if (me.data === undefined || !mayOperate(me.data)) {
    return null;
  }
  return (
    <p className="row">
      <Link to={`/features/new?model=${model.id}`} className="button">
        Extract features
      </Link>
      <Link to={`/finetune/new?student=${model.id}`} className="button">
        Fine-tune it
      </Link>
      {isKnown(model) && (
        <Link to={`/models/new?way=cut&model=${model.id}`} className="button">
          Cut a smaller one
        </Link>
      )}
    </p>
  );
}

function Facts({ model, card }: { model: Model; card: Card | undefined }) {
  const triple = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4))).join(", ");
  const facts: [string, React.ReactNode][] = [
    ["Origin", ORIGINS[model.origin]],
    ["Architecture", architecture(model)],
    ["Takes", `tiles of ${model.inputSizePx} × ${model.inputSizePx} px`],
    ["Gives", `${model.featureDim.toLocaleString("en")} features`],
    ["Parameters", model.parameterCount.toLocaleString("en")],
    ...(model.multiplyAccumulates === undefined
      ? []
      : [["For one tile", `${amount(model.multiplyAccumulates)} multiply-adds`] as [string, React.ReactNode]]),
    ["File", bytes(model.sizeBytes)],
    ["Mean of red, green, blue", triple(model.mean)],
    ["Standard deviation", triple(model.std)],
    ["Made", new Date(model.createdAt).toLocaleString()],
  ];
  const source = card?.source;
  return (
    <section className="sheet">
      <dl className="model-facts figure">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {source !== undefined &&
          Object.entries(source)
            // Of an upload there is no place to go back to.
            .filter(([name, value]) => typeof value === "string" && (source["uri"] !== "upload:" || name === "licence"))
            .map(([name, value]) => (
              <div key={name}>
                <dt>{SOURCE[name] ?? name}</dt>
                <dd>{String(value)}</dd>
              </div>
            ))}
        <div>
          <dt>SHA-256</dt>
          <dd>
            <code>{model.digest}</code>
          </dd>
        </div>
      </dl>
    </section>
  );
}

const SOURCE: Record<string, string> = {
  uri: "Imported from",
  commit: "Commit",
  file: "File there",
  digest: "SHA-256 there",
  licence: "Licence",
};

/** How its training went, and the kind of window that it saw. */
function Training({ model, card }: { model: Model; card: Card }) {
  const slides = useAll(useSlides()).items;
  const { lineage } = model;
  const cohort = useCohort(lineage?.cohortId ?? "");
  const seen = slides.filter(({ id }) => card.slides.includes(id));
  const { tiling, recipe } = lineage ?? {};
  const counts = Object.entries(TRAINING).flatMap(([name, label]) => {
    const value = card.training?.[name];
    return typeof value === "number" ? [[label, Number(value.toPrecision(6)).toLocaleString("en")] as const] : [];
  });
  return (
    <>
      <h2>Training</h2>
      <p>
        {lineage !== undefined && <Link to={`/finetune?run=${lineage.jobId}`}>Its run</Link>}
        {lineage?.cohortId !== undefined && (
          <>
            , on the cohort <Link to={`/cohorts/${lineage.cohortId}`}>{cohort.data?.name ?? "that was named"}</Link>
          </>
        )}
      </p>
      <dl className="model-facts figure">
        {counts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {card.curve.series.length > 0 && <Curves runs={[{ id: model.id, name: model.name, metrics: card.curve }]} />}
      {seen.length > 0 && tiling !== undefined && recipe !== undefined && (
        <section className="examples">
          <h2>The kind of window that it saw</h2>
          <WindowPicture
            slides={seen}
            tiling={tiling}
            settings={{ windowSize: recipe.windowSize, maskRatio: recipe.maskRatio, minTissue: recipe.minTissue }}
          />
        </section>
      )}
    </>
  );
}

const TRAINING: Record<string, string> = {
  steps: "Steps",
  tilesShown: "Tiles shown",
  tilesLeftOut: "Tiles left out",
  tilesUnreadable: "Tiles that could not be read",
  tilesPerSecond: "Tiles per second",
};

function Classifiers({ modelId }: { modelId: string }) {
  const classifiers = useClassifiersOf(modelId);
  if (classifiers.data === undefined || classifiers.data.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Classifiers that read its features</h2>
      <div className="wide" role="region" aria-label="Classifiers" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="figure">
                AUROC, mean of folds
              </th>
            </tr>
          </thead>
          <tbody>
            {classifiers.data.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link to={`/classifiers/${one.id}`}>{one.name}</Link>
                </th>
                <td className="figure">{one.meanAuroc === undefined ? "–" : one.meanAuroc.toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
