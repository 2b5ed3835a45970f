// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DisclosedPropertiesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openslide.comment",
        "openslide.barcode",
        "tiff.ImageDescription",
        "tiff.Artist",
        "tiff.DateTime",
        "tiff.DocumentName",
        "aperio.User",
        "aperio.Patient",
        "aperio.Filename",
        "aperio.Barcode",
        "aperio.Date",
        "hamamatsu.Created",
        "hamamatsu.Reference",
        "leica.barcode",
        "leica.creation-date",
        "mirax.GENERAL.SLIDE_NAME",
        "mirax.GENERAL.SLIDE_CREATIONDATETIME",
        "philips.PIM_DP_UFS_BARCODE",
        "philips.DICOM_ACQUISITION_DATETIME",
        "philips.PIIM_DP_SCANNER_OPERATOR_ID",
        "ventana.Barcode1D",
        "dicom.PatientName",
        "dicom.StudyInstanceUID",
        "dicom.OtherPatientIDsSequence[0].PatientID",
        "dicom.SpecimenDescriptionSequence[0].SpecimenIdentifier",
        "dicom.OpticalPathSequence[0].OpticalPathDescription",
        "newvendor.anything"
      })
  void withholdsWhatMayNameSomebodyAndWhatIsUnknown(String name) {
    ShownProperties properties = none().of(Map.of(name, "Jane Roe"));

    assertThat(properties.shown()).isEmpty();
    assertThat(properties.withheld()).containsExactly(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "openslide.mpp-x",
        "openslide.level[10].tile-width",
        "openslide.associated.label.width",
        "tiff.ResolutionUnit",
        "aperio.AppMag",
        "hamamatsu.SourceLens",
        "mirax.LAYER_0_LEVEL_0_SECTION.MICROMETER_PER_PIXEL_X",
        "philips.DICOM_PIXEL_SPACING[1]",
        "dicom.ImageType[2]",
        "dicom.SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing[0]",
        "dicom.OpticalPathSequence[0].IlluminationTypeCodeSequence[0].CodeMeaning"
      })
  void showsHowThePictureWasMade(String name) {
    assertThat(none().of(Map.of(name, "0.25")).shown()).containsEntry(name, "0.25");
  }

  @Test
  void showsNothingOfANameThatIsText() {
    ShownProperties properties =
        none().of(Map.of("aperio.Jane Roe, born 1970;", "x", "hamamatsu.ä", "y"));

    assertThat(properties.withheld()).containsExactly("aperio.*", "hamamatsu.*");
  }

  @Test
  void withholdsLongTextUnderHarmlessNames() {
    assertThat(none().of(Map.of("tiff.Software", "x".repeat(1_001))).withheld())
        .containsExactly("tiff.Software");
  }

  @Test
  void disclosesWhatTheOperatorNames() {
    DisclosedProperties some =
        new DisclosedProperties(
            new DisclosureProperties(List.of("aperio.*", "dicom.StudyInstanceUID")));
    ShownProperties properties =
        some.of(
            Map.of(
                "aperio.User", "u\0", "dicom.StudyInstanceUID", "1.2", "dicom.PatientName", "Roe"));

    assertThat(properties.shown())
        .isEqualTo(Map.of("aperio.User", "u", "dicom.StudyInstanceUID", "1.2"));
    assertThat(properties.withheld()).containsExactly("dicom.PatientName");
  }

  private static DisclosedProperties none() {
    return new DisclosedProperties(new DisclosureProperties(List.of()));
  }
}
