// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostilePickleTest {

  @TempDir Path directory;

  private static void assertRefused(byte[] pickle, String message) {
    for (byte[] file : PickledFiles.around(pickle)) {
      assertThatThrownBy(() -> Fixtures.read(file))
          .isInstanceOf(InvalidWeightsException.class)
          .hasMessageContaining(message);
    }
  }

  private static void assertRefused(Consumer<PickleBytes> pickle, String message) {
    PickleBytes bytes = new PickleBytes();
    pickle.accept(bytes);
    assertRefused(bytes.end(), message);
  }

  @ParameterizedTest
  @CsvSource({
    "posix, system",
    "os, system",
    "nt, system",
    "builtins, eval",
    "__builtin__, eval",
    "builtins, exec",
    "builtins, getattr",
    "subprocess, Popen",
    "torch, load",
    "torch.hub, load",
    "torch.serialization, load",
    "torch, jit.load",
    "torch._utils, _rebuild_tensor_v2.__globals__",
    "runpy, _run_code",
    "argparse, Namespace",
    "numpy.core.multiarray, scalar",
    "pathlib, PosixPath",
    "functools, partial",
    "operator, attrgetter",
    "_codecs, encode",
    "torch.nn.modules.conv, Conv2d",
    "__torch, x",
    "copyreg, _reconstructor"
  })
  void whatWeightsDoNotNeedIsRefusedByNameAndNotRun(String module, String name) {
    Path made = directory.resolve("made");
    String command = "touch " + made;
    String message = module + "." + name;
    assertRefused(p -> p.global(module, name).op('(').text(command).op('t', 'R'), message);
    assertRefused(p -> p.text(module).text(name).op(0x93, '(').text(command).op('t', 'R'), message);
    assertRefused(p -> p.op('(').text(command).op('i').line(module).line(name), message);
    assertRefused(p -> p.op('(').global(module, name).text(command).op('o'), message);
    assertRefused(p -> p.global(module, name).op('(').text(command).op('t', 0x81), message);
    assertRefused(p -> p.global(module, name).op('(').text(command).op('t', '}', 0x92), message);
    assertRefused(
        p ->
            p.global("collections", "OrderedDict")
                .op(')', 'R', '}')
                .text("__reduce__")
                .global(module, name),
        message);
    assertThat(Files.exists(made)).isFalse();
  }

  @Test
  void aRefusalSaysHowToSaveTheWeightsAlone() {
    assertRefused(p -> p.global("argparse", "Namespace"), "torch.save(model.state_dict(), path)");
  }

  @Test
  void allowedNamesDoNothingButWhatTheyAreFor() {
    assertRefused(p -> p.global("collections", "OrderedDict").op('}', 'b'), "sets the state");
    assertRefused(p -> p.global("collections", "OrderedDict").op(')', 0x81), "no known class");
    assertRefused(p -> p.global("torch", "FloatStorage").op(')', 'R'), "no function");
    assertRefused(p -> p.text("posix.system").op(')', 'R'), "no function");
    assertRefused(p -> p.op('}', '}', 'R'), "no function");
    assertRefused(p -> p.global("torch", "device").op('}', 'R'), "do not fit");
    assertRefused(
        p -> p.global("torch._utils", "_rebuild_parameter").op('(', 'N', 'N', 'N', 't', 'R'),
        "do not fit");
    assertRefused(p -> p.op('}').text("x").op('b'), "sets the state");
    assertRefused(p -> p.op('(').text("module").op('N', 'N', 'N', 'N', 't', 'Q'), "unknown way");
    assertRefused(p -> p.text("persistent").op('Q'), "unknown way");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x82, 0x83, 0x84, 'P', 'o', 0x92, 0x97, 0x98, 0x8f, 0x90, 0x91, 0, 0xff})
  void unknownInstructionsAreRefused(int code) {
    assertRefused(p -> p.op('N', '(', 'N', code), "instruction 0x%02x".formatted(code));
  }

  @Test
  void programClassesAreOnlyForTorchScript() {
    byte[] pickle = new PickleBytes().global("__torch__", "Net").op(')', 0x81, '}', 'b').end();
    assertThatThrownBy(() -> Fixtures.read(ArchiveBytes.around(pickle)))
        .hasMessageContaining("__torch__.Net");
    assertThatThrownBy(() -> Fixtures.read(PickledFiles.script(pickle)))
        .hasMessageContaining("no tensors");
  }

  @Test
  void damagedPicklesAreRefused() {
    assertRefused(p -> p.op('0'), "damaged");
    assertRefused(p -> p.op('N', '(', '0'), "damaged");
    assertRefused(p -> p.op('t'), "damaged");
    assertRefused(p -> p.op('N', 0x86), "damaged");
    assertRefused(p -> p.op('h', 7), "damaged");
    assertRefused(p -> p.op('}', 'N', 'a'), "damaged");
    assertRefused(p -> p.op(')', 'N', 'a'), "damaged");
    assertRefused(p -> p.op('}', '(', 'N', 'u'), "damaged");
    assertRefused(p -> p.op('}', '}'), "damaged");
    assertRefused(p -> p.op('N', 'p').line("-1"), "damaged");
    assertRefused(p -> p.op('I').line("1e5"), "damaged");
    assertRefused(p -> p.op('L').line("9".repeat(5000)), "damaged");
    assertRefused(p -> p.op('S').line("'a\\x00b'"), "damaged");
    assertRefused(p -> p.op('}', '}', 'N', 's'), "neither text nor a number");
    assertRefused(p -> p.op('}').text("a").op('N', 's').text("a").op('N', 's'), "two entries a");
    assertRefused(p -> p.op(0x80, 6), "protocol 6");
    assertRefused(p -> p.op('X', 2, 0, 0, 0, 0xc3, 0x28), "no UTF-8");
    assertRefused(p -> p.op('X', 0xff, 0xff, 0xff, 0xff), "too much text");
    assertRefused(p -> p.op(0x8d).number(-1, 8), "cut short");
    assertRefused(p -> p.op('N'), "holds no");
    assertRefused(p -> p.op(0x8e).number(Long.MAX_VALUE, 8), "cut short");
  }

  @Test
  void bombsAreDefused() {
    assertRefused(p -> p.op(0x8b).number(Integer.MAX_VALUE, 4), "integer of 2147483647 bytes");
    assertRefused(p -> p.op(0x8b).number(-1, 4), "integer of -1 bytes");
    assertRefused(p -> p.op('F').line("1".repeat(1 << 17)), "longer than is allowed");
    assertRefused(p -> p.repeat(5_000, '('), "nested more than 1000 deep");
    assertRefused(p -> p.repeat(1_100_000, '}'), "more than 1000000 instructions");
    assertRefused(p -> p.op(']').repeat(400_000, '2', 'q', 0), "damaged");
    assertRefused(p -> p.op('N').repeat(1_000_000, 0x94), "more than 1000000 instructions");
    // Each list holds the one before it twice: 2^250000 leaves, were they ever counted.
    assertRefused(
        p -> p.op(']').repeat(400_000, 'q', 0, 'h', 0, 0x86), "more than 1000000 instructions");
    assertRefused(p -> p.op(')').repeat(900_000, 0x85), "holds no");
    assertRefused(p -> p.op(']', 'q', 0, 'h', 0, 'a'), "holds no");
  }

  @Test
  void aModuleInsideItselfEnds() {
    PickleBytes self = new PickleBytes().global("__torch__", "M").op(')', 0x81, 'q', 0, '}');
    self.text("a").op('h', 0, 's').text("b").op('h', 0, 's', 'b');
    assertThatThrownBy(() -> Fixtures.read(PickledFiles.script(self.end())))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("too many modules");
    PickleBytes wide =
        new PickleBytes().op('N', 'q', 9).global("__torch__", "M").op('q', 8, ')', 0x81, '}');
    wide.text("x").op('N', 's', 'b', 'q', 0);
    for (int level = 0; level < 60; level++) {
      wide.op('h', 8, ')', 0x81, '}')
          .text("a")
          .op('h', 0, 's')
          .text("b")
          .op('h', 0, 's', 'b', 'q', 0);
    }
    assertThatThrownBy(() -> Fixtures.read(PickledFiles.script(wide.end())))
        .isInstanceOf(InvalidWeightsException.class);
  }
}
