// SPDX-License-Identifier: Apache-2.0
package org.contextile.library.table;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelTableTest {
  private static final String HEADER = "slide,patient,label\n";
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  @Test
  void quotedCellsHoldCommasQuotesAndLineBreaks() {
    assertThat(read(HEADER + "\"x, \"\"y\"\"\",p,\"two\nlines\"\r\nb,q,c\r\n").rows())
        .containsExactly(
            new LabelTable.Row(2, "x, \"y\"", "p", "two\nlines", null),
            new LabelTable.Row(4, "b", "q", "c", null));
  }

  @Test
  void quotesInsideACellThatBeginsWithNoneAreText() {
    LabelTable table = read(HEADER + "x,p,3\" core\ny,q,5\"\n");

    assertThat(table.rows()).extracting(LabelTable.Row::label).containsExactly("3\" core", "5\"");
    assertThat(table.notes()).singleElement().asString().contains("line 2");
  }

  @Test
  void byteOrderMarkEmptyLinesAndBlanksAreNotTheTables() {
    LabelTable table = read("\uFEFFLabel, slide ,PATIENT\n\na,x\u00A0,p\n, ,\n,,,,\n");

    assertThat(table.rows()).containsExactly(new LabelTable.Row(3, "x", "p", "a", null));
    assertThat(table.notes()).containsExactly("Blanks at the ends of 2 cells were taken off.");
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", "|", ","})
  void theSeparatorIsFoundInTheHeader(String separator) {
    LabelTable table =
        read((HEADER + "x,p,\"a, b\"\n").replaceAll(",(?! )", separator).replace("\\t", "\t"));

    assertThat(table.rows()).containsExactly(new LabelTable.Row(2, "x", "p", "a, b", null));
    assertThat(table.notes()).hasSize(separator.equals(",") ? 0 : 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sep=;", "SEP=;", "\"sep=;\"", "sep=\t", "sep=,", "sep=#"})
  void theFirstLineMaySayTheSeparator(String line) {
    String separator = line.replace("\"", "").substring(4);

    assertThat(
            read(line + "\r\n" + HEADER.replace(",", separator) + "x,p,a\n".replace(",", separator))
                .rows())
        .containsExactly(new LabelTable.Row(3, "x", "p", "a", null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void linesAreCountedAsAnEditorDoes(String end) {
    assertThat(refusal((HEADER + "x,p,a\n\ny,q\n").replace("\n", end).getBytes(UTF_8), null))
        .contains("Line 4", "2 of 3");
  }

  @Test
  void encodingsAreToldByTheirMarksOrDeclared() {
    String text = HEADER + "Köhler.svs,Müller,Tumor\n";
    LabelTable plain = read(text);

    assertThat(LabelTable.read(("\uFEFF" + text).getBytes(UTF_16LE), null).rows())
        .isEqualTo(plain.rows());
    assertThat(LabelTable.read(("\uFEFF" + text).getBytes(UTF_16BE), null).notes())
        .containsExactly("Read as UTF-16BE, by its byte order mark.");
    assertThat(LabelTable.read(text.getBytes(WINDOWS), WINDOWS).rows()).isEqualTo(plain.rows());
    assertThat(LabelTable.read(text.getBytes(UTF_16LE), UTF_16LE).rows()).isEqualTo(plain.rows());
    assertThat(LabelTable.read(("\uFEFF" + text).getBytes(UTF_8), WINDOWS).rows())
        .isEqualTo(plain.rows());
  }

  @Test
  void bytesThatAreNotOfTheEncodingAreRefusedByTheirLine() {
    String text = HEADER + "x,p,a\ny,Müller,b\n";

    assertThat(refusal(text.getBytes(WINDOWS), null))
        .contains("Line 3 is not UTF-8", "0xFC", "y,M", "charset=windows-1252");
    assertThat(refusal(text.getBytes(UTF_16LE), null)).contains("charset=utf-16le");
    assertThat(refusal(text.getBytes(UTF_16BE), null)).contains("charset=utf-16be");
    assertThat(refusal(("\uFEFF" + text + "x").getBytes(UTF_16LE), null))
        .contains("1 of 3")
        .doesNotContain("UTF");
    assertThat(refusal(new byte[] {(byte) 0xFF, (byte) 0xFE, 's', 0, 'l'}, null))
        .contains("Line 1 is not UTF-16LE");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`x,p,a\n\"y\"z,q,b\n`, line 3, after closing quote",
        "`x,p,a\ny, \"q\",b\n`, Line 3, before the quote of cell 2",
        "`x,p,a\n\"two\nlines\",p,b\ny,q,b,c\n`, Line 5, text beyond",
        "`x,p,a\ny,q\n`, Line 3, 2 of 3",
        "`x,p,a\ny,q,\"b\nz,r,b\n`, line 3, does not end",
        "`x,p,3\" core\ny,q,\"b\nz,r,b\n`, line 3, does not end",
        "`x,p,\"a\ny,q,b\nz,r,c\"\nw,s,d\n`, line 2, other rows",
        "`x,\"p,a\ny,q\",b\nw,s,d\n`, line 2, other rows",
        "`x,p,a\n,q,b\n`, Line 3, no slide",
        "`x,,a\n`, Line 2, no patient",
      })
  void aRowThatCannotBeMeantIsRefusedByItsLine(String rows, String line, String why) {
    assertThat(refusal((HEADER + rows).getBytes(UTF_8), null))
        .contains(line, why)
        .doesNotContain("Exception:");
  }

  @Test
  void clamsAndStampsColumnsStandForOurs() {
    LabelTable clam = read("case_id,slide_id,label\np,x,a\n");
    LabelTable stamp = read("PATIENT,FILENAME,isMSIH\np,x.h5,MSIH\n");

    assertThat(clam.rows()).containsExactly(new LabelTable.Row(2, "x", "p", "a", null));
    assertThat(clam.notes()).hasSize(2).allMatch(note -> note.contains("is read as the"));
    assertThat(stamp.rows()).containsExactly(new LabelTable.Row(2, "x.h5", "p", "MSIH", null));
    assertThat(stamp.notes()).anyMatch(note -> note.contains("isMSIH is read as the label"));
    assertThat(read("slide,slide_id,patient,label\nx,y,p,a\n").rows())
        .extracting(LabelTable.Row::slide)
        .containsExactly("x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "``, header",
        "`slide,patient,label`, no rows",
        "`slide,patient,label\n,,\n`, no rows",
        "`slide,label\nx,a`, column patient",
        "`slide,patient,label,SLIDE\nx,p,a,y`, twice",
        "`slide_id,filename,patient,label\nx,y,p,a`, slide_id and filename",
        "`PATIENT,FILENAME,isMSIH,KRAS\np,x,a,b`, `isMSIH, KRAS`",
        "`PATIENT,FILENAME\np,x`, column label",
        "`slide patient label\nx p a`, separated by commas",
        "`slide,patient,labelx,p,ay,q,b`, --data-binary"
      })
  void aTableWithoutItsColumnsOrRowsIsRefused(String text, String why) {
    assertThat(refusal(text.getBytes(UTF_8), null)).contains(why);
  }

  @Test
  void workbooksAreNoText() {
    assertThat(refusal(new byte[] {'P', 'K', 3, 4, 20, 0, 6, 0, 8}, null))
        .contains("save its sheet");
    assertThat(refusal(new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 0}, WINDOWS))
        .contains("save its sheet");
  }

  @Test
  void wholeNumbersWithADecimalPointAreFolds() {
    LabelTable table = read("slide,patient,label,fold\nx,p,a,0.0\ny,q,b,1.00\nz,r,b,\n");

    assertThat(table.rows()).extracting(LabelTable.Row::fold).containsExactly(0, 1, null);
    assertThat(table.notes()).singleElement().asString().contains("2 rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "one", "٣", "1e1", "99999999999"})
  void otherFoldsAreRefusedByTheirLine(String fold) {
    assertThat(refusal(("slide,patient,label,fold\nx,p,a," + fold).getBytes(UTF_8), null))
        .contains("Line 2", fold);
  }

  private static LabelTable read(String text) {
    return LabelTable.read(text.getBytes(UTF_8), null);
  }

  private static String refusal(byte[] file, @Nullable Charset declared) {
    List<String> said = new ArrayList<>();
    assertThatThrownBy(() -> LabelTable.read(file, declared))
        .isInstanceOfSatisfying(
            TableException.class, e -> said.add(String.valueOf(e.getMessage())));
    return said.getFirst();
  }
}
