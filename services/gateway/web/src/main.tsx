// SPDX-License-Identifier: Apache-2.0
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode, lazy } from "react";
import { createRoot } from "react-dom/client";
import { Navigate, RouterProvider, createHashRouter } from "react-router";
import { Refused } from "./api/client";
import { JobPage } from "./jobs/JobPage";
import { JobsPage } from "./jobs/JobsPage";
import { Astray, Broken } from "./shell/Astray";
import { Shell } from "./shell/Shell";
import { SlidePage } from "./slides/SlidePage";
import { SlidesPage } from "./slides/SlidesPage";
import "./look.css";

const CohortsPage = lazy(() => import("./cohorts/CohortsPage"));
const NewCohortPage = lazy(() => import("./cohorts/NewCohortPage"));
const CohortPage = lazy(() => import("./cohorts/CohortPage"));
const ModelsPage = lazy(() => import("./models/ModelsPage"));
const ModelPage = lazy(() => import("./models/ModelPage"));
const ImportPage = lazy(() => import("./models/ImportPage"));
const TrainPage = lazy(() => import("./finetune/TrainPage"));
const RunsPage = lazy(() => import("./finetune/RunsPage"));
const FineTunePage = lazy(() => import("./finetune/FineTunePage"));
const ExtractPage = lazy(() => import("./finetune/ExtractPage"));
const SplitPage = lazy(() => import("./cohorts/SplitPage"));
const ClassifiersPage = lazy(() => import("./classifiers/ClassifiersPage"));
const ClassifierPage = lazy(() => import("./classifiers/ClassifierPage"));
const ClassifyPage = lazy(() => import("./classifiers/ClassifyPage"));
const PredictionsPage = lazy(() => import("./predictions/PredictionsPage"));
const PredictionPage = lazy(() => import("./predictions/PredictionPage"));
const ComparePage = lazy(() => import("./predictions/ComparePage"));

const queries = new QueryClient({
  queryCache: new QueryCache({
    // The session has ended, here or in another tab.
    onError: (error, query) => {
      if (error instanceof Refused && error.status === 401 && query.queryKey[0] !== "me") {
        void queries.invalidateQueries({ queryKey: ["me"] });
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refuses for good stays refused.
      retry: (count, error) => count < 2 && !(error instanceof Refused && error.status < 500),
    },
  },
});

// The state of the page lies behind the #, so that the server need know no address but the page's own.
const router = createHashRouter([
  {
    element: <Shell />,
    errorElement: <Broken />,
    children: [
      { path: "/", element: <Navigate to="/slides" replace /> },
      { path: "/slides", element: <SlidesPage /> },
      { path: "/slides/:slideId", element: <SlidePage /> },
      { path: "/cohorts", element: <CohortsPage /> },
      { path: "/cohorts/new", element: <NewCohortPage /> },
      { path: "/cohorts/:cohortId", element: <CohortPage /> },
      { path: "/cohorts/:cohortId/splits/:splitId", element: <SplitPage /> },
      { path: "/cohorts/:cohortId/train", element: <TrainPage /> },
      { path: "/models", element: <ModelsPage /> },
      { path: "/models/new", element: <ImportPage /> },
      { path: "/models/:modelId", element: <ModelPage /> },
      { path: "/features/new", element: <ExtractPage /> },
      { path: "/finetune", element: <RunsPage /> },
      { path: "/finetune/new", element: <FineTunePage /> },
      { path: "/jobs", element: <JobsPage /> },
      { path: "/jobs/:jobId", element: <JobPage /> },
      { path: "/classifiers", element: <ClassifiersPage /> },
      { path: "/classifiers/:classifierId", element: <ClassifierPage /> },
      { path: "/classify", element: <ClassifyPage /> },
      { path: "/predictions", element: <PredictionsPage /> },
      { path: "/predictions/:predictionId", element: <PredictionPage /> },
      { path: "/compare", element: <ComparePage /> },
      { path: "*", element: <Astray /> },
    ],
  },
]);

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
