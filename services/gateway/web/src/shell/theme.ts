// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState, useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const dark = matchMedia("(prefers-color-scheme: dark)");

function useSystemTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      dark.addEventListener("change", listener);
      return () => dark.removeEventListener("change", listener);
    },
    () => (dark.matches ? "dark" : "light"),
  );
}

/** The theme, the system's until the user has chosen, and what turns it. */
export function useTheme(): [Theme, () => void] {
  const system = useSystemTheme();
  const [chosen, setChosen] = useState(() => localStorage.getItem("theme"));
  const theme = chosen === "light" || chosen === "dark" ? chosen : system;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  const turn = () => {
    const next = theme === "dark" ? "light" : "dark";
    localStorage.setItem("theme", next);
    setChosen(next);
  };
  return [theme, turn];
}
