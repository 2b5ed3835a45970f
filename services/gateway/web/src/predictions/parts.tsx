// SPDX-License-Identifier: Apache-2.0
import { percent } from "../format/units";
import { classColour } from "./colours";
import { certainty } from "./certainty";
import type { Prediction } from "./queries";

/** A bar per class, with the class that the cohort says marked. */
export function Probabilities({ prediction, known }: { prediction: Prediction; known: string | undefined }) {
  return (
    <table className="probabilities">
      <caption className="hidden">Probability of each class</caption>
      <tbody>
        {prediction.probabilities.map(({ label, probability }, index) => (
          <tr key={label} className={label === prediction.label ? "said" : undefined}>
            <th scope="row">
              {label}
              {label === known && <span className="known"> known label</span>}
            </th>
            <td className="bar-cell">
              <span
                className="measure"
                style={{ width: `${probability * 100}%`, background: classColour(index) }}
                aria-hidden="true"
              />
            </td>
            <td className="figure">{percent(probability)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What is said, beside what the cohort says; of a slide that the classifier learned from, that it did. */
export function Verdict(props: { prediction: Prediction; known: string | undefined; learned?: boolean }) {
  const { prediction, known, learned = false } = props;
  return (
    <span className="verdict">
      <strong>{prediction.label}</strong> <span className="figure">{percent(certainty(prediction))}</span>
      {known !== undefined && (
        <span className={known === prediction.label ? "right" : "wrong"}>
          {known === prediction.label ? "as labelled" : `labelled ${known}`}
          {learned && ", and learned from"}
        </span>
      )}
    </span>
  );
}
