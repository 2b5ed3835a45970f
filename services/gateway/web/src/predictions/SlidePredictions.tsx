// SPDX-License-Identifier: Apache-2.0
import { Link } from "react-router";
import { Verdict } from "./parts";
import { useClassifiers, usePredictions } from "./queries";
import "./predictions.css";

/** What classifiers say of a slide, each with its heatmap behind a link; nothing where none has been asked. */
export function SlidePredictions({ slideId }: { slideId: string }) {
  const predictions = usePredictions({ slideId });
  const classifiers = useClassifiers();
  if (predictions.data === undefined || predictions.data.length === 0) {
    return null;
  }
  return (
    <section>
      <h2>Predictions</h2>
      <ul className="said-of-it">
        {predictions.data.map((prediction) => (
          <li key={prediction.id}>
            <Link to={`/predictions/${prediction.id}`}>
              {classifiers.data?.find(({ id }) => id === prediction.classifierId)?.name ?? "Classifier"}
              {prediction.heatmap && ", with heatmap"}
            </Link>
            <br />
            <Verdict prediction={prediction} known={undefined} />
          </li>
        ))}
      </ul>
    </section>
  );
}
