// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from "react";
import { useStreaming } from "../jobs/streaming";

const PATIENCE_MS = 3000;

/** Says so where what happens on the server has not been heard of for a while. */
export function Connection() {
  const streaming = useStreaming();
  const [lost, setLost] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLost(!streaming), streaming ? 0 : PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [streaming]);
  return (
    <p className="connection" role="status" hidden={!lost}>
      The server is out of reach. It is tried again by itself; what you see may be old.
    </p>
  );
}
