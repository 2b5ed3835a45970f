// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import java.util.List;
import java.util.Map;

/**
 * What was found in a file.
 *
 * @param metadata safetensors' own texts; empty in other formats
 */
record WeightsFile(Format format, List<StoredTensor> tensors, Map<String, String> metadata) {}
