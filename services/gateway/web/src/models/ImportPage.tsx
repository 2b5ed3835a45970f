// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { mayOperate } from "../api/client";
import { useMe } from "../shell/Shell";
import { CutForm, FreshForm } from "./MakeForms";
import { FileForm, HubForm, PlaceForm } from "./ImportForms";
import { ReadOnly } from "../things/ReadOnly";
import { onward } from "../things/onward";
import "../things/things.css";
import "./models.css";

const WAYS = {
  file: "A file from this computer",
  hub: "The Hugging Face Hub",
  place: "A folder or bucket of the server",
  cut: "Cut from a model that is here",
  fresh: "Fresh weights",
} as const;

type Way = keyof typeof WAYS;

/** Where a made model, or the job that makes it, is looked at. */
export interface Made {
  readonly jobId?: string;
  readonly modelId?: string;
}

export default function ImportPage() {
  const me = useMe();
  const [address, setAddress] = useSearchParams();
  const go = useNavigate();
  const queries = useQueryClient();
  const asked = address.get("way") ?? "";
  const then = onward(address);
  const way: Way = asked in WAYS ? (asked as Way) : "file";
  if (me.data !== undefined && !mayOperate(me.data)) {
    return <ReadOnly title="Import a model" doing="Importing" />;
  }
  const done = ({ jobId, modelId }: Made) => {
    void queries.invalidateQueries({ queryKey: ["models"] });
    if (jobId === undefined) {
      void go(then ?? `/models/${modelId ?? ""}`);
    } else {
      void go(`/jobs/${jobId}${then === undefined ? "" : `?then=${encodeURIComponent(then)}`}`);
    }
  };
  const Form = { file: FileForm, hub: HubForm, place: PlaceForm, cut: CutForm, fresh: FreshForm }[way];
  return (
    <>
      <div className="title">
        <h1>Import a model</h1>
      </div>
      <fieldset className="ways">
        <legend>From</legend>
        {Object.entries(WAYS).map(([key, text]) => (
          <label key={key}>
            <input
              type="radio"
              name="way"
              checked={key === way}
              onChange={() =>
                setAddress(
                  (before) => {
                    before.set("way", key);
                    return before;
                  },
                  { replace: true },
                )
              }
            />
            {text}
          </label>
        ))}
      </fieldset>
      <section className="sheet">
        <Form done={done} />
      </section>
    </>
  );
}
