// SPDX-License-Identifier: Apache-2.0
package org.contextile.ingest.arrival;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Which properties of a file are stored and shown: by name those that say how the picture was made,
 * and those that the operator adds. What is not known to be harmless is withheld, for any free text
 * may hold a patient's name.
 */
@Component
final class DisclosedProperties {
  /** Numbers, names of devices and codes are short. */
  private static final int LONGEST_VALUE = 1_000;

  /** Names may be text of the file, too. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z][\\w.\\[\\] /-]{0,119}");

  private static final List<Pattern> HARMLESS =
      List.of(
          names(
              "openslide.",
              "vendor|quickhash-1|level-count|level\\[\\d+]\\.[a-z-]+|mpp-[xy]|objective-power|icc-size"
                  + "|bounds-(x|y|width|height)|background-color|region\\[\\d+]\\.(x|y|width|height)"
                  + "|associated\\.(label|macro|thumbnail)\\.(width|height|icc-size)"),
          // What ours say of flat pictures; their name is the slide's.
          names(
              "contextile.",
              "source\\.(format|pictures|name|width|height|sha256)|layout(\\.(columns|rows))?"),
          names("tiff.", "ResolutionUnit|[XY](Resolution|Position)|Make|Model|Software"),
          names(
              "aperio.",
              "AppMag|MPP|StripeWidth|Left|Top|LineCameraSkew|LineArea[XY]Offset|Focus Offset"
                  + "|Original(Width|Height)|ICC Profile|Exposure (Time|Scale)|DisplayColor|Gamma"
                  + "|ScanScope ID"),
          names(
              "hamamatsu.",
              "Product|SourceLens|[XYZ]OffsetFromSlideCentre|Objective\\.Lens\\.Magnificant"
                  + "|Physical(Macro)?(Width|Height)|LayerSpacing|LayerCount|No(Layers|JpegColumns|JpegRows)"
                  + "|(system|calibration)\\.version|ccd\\.(width|height)"),
          names("leica.", "aperture|objective|illumination-source|device-(model|version)"),
          names(
              "mirax.",
              "GENERAL\\.(SLIDE_VERSION|SLIDE_TYPE|IMAGENUMBER_[XY]|OBJECTIVE_(MAGNIFICATION|NAME)"
                  + "|CAMERA_[A-Z_]+|ADAPTER_SIZE|OUTPUT_RESOLUTION|COMPRESSION|COMPRESSION_FACTOR"
                  + "|SCANNER_(HARDWARE|SOFTWARE)_VERSION)"
                  + "|LAYER_\\d+_LEVEL_\\d+_SECTION\\.[A-Z0-9_]+"),
          names(
              "philips.",
              "DICOM_(PIXEL_SPACING|BITS_(ALLOCATED|STORED)|HIGH_BIT|PIXEL_REPRESENTATION"
                  + "|PHOTOMETRIC_INTERPRETATION|SAMPLES_PER_PIXEL|PLANAR_CONFIGURATION"
                  + "|LOSSY_IMAGE_COMPRESSION(_METHOD|_RATIO)?|MANUFACTURER|MANUFACTURERS_MODEL_NAME"
                  + "|SOFTWARE_VERSIONS)(\\[\\d+])?"),
          names(
              "ventana.",
              "Magnification|ScanRes|ScanWhitePoint|ScanMode|Z-layers|Z-spacing|BuildVersion"),
          names(
              "sakura.",
              "NominalLensMagnification|ResolutionMmPerPix|Image(Width|Height)Pixels|FocussingMethod"),
          names("trestle.", "Objective Power|Background Color|White Balance|OverlapsXY"),
          names(
              "dicom.",
              "Modality|Manufacturer|ManufacturerModelName|SoftwareVersions|SOPClassUID"
                  + "|MediaStorageSOPClassUID|TransferSyntaxUID|ImageType\\[\\d+]|Rows|Columns"
                  + "|NumberOfFrames|BitsAllocated|BitsStored|HighBit|SamplesPerPixel|PixelRepresentation"
                  + "|PlanarConfiguration|PhotometricInterpretation|BurnedInAnnotation"
                  + "|LossyImageCompression(Method|Ratio)?(\\[\\d+])?|ImagedVolume(Width|Height|Depth)"
                  + "|TotalPixelMatrix(Columns|Rows|FocalPlanes)|VolumetricProperties|FocusMethod"
                  + "|ExtendedDepthOfField|NumberOfOpticalPaths|DimensionOrganizationType"
                  + "|ImageOrientationSlide\\[\\d+]|SpecimenLabelInImage|PositionReferenceIndicator"
                  + "|(OpticalPathSequence|SharedFunctionalGroupsSequence|TotalPixelMatrixOriginSequence)"
                  + "\\[\\d+]\\.([A-Za-z]+Sequence\\[\\d+]\\.)*"
                  + "(CodeMeaning|CodeValue|CodingSchemeDesignator|PixelSpacing\\[\\d+]|SliceThickness"
                  + "|FrameType\\[\\d+]|[XYZ]OffsetInSlideCoordinateSystem|ObjectiveLensPower"
                  + "|ObjectiveLensNumericalAperture|OpticalPathIdentifier|IlluminationWaveLength)"));

  private final List<Pattern> disclosed;

  DisclosedProperties(DisclosureProperties properties) {
    disclosed = properties.disclosedProperties().stream().map(DisclosedProperties::glob).toList();
  }

  /** What may be stored of a file's properties. */
  ShownProperties of(Map<String, String> properties) {
    Map<String, String> shown = new TreeMap<>();
    TreeSet<String> withheld = new TreeSet<>();
    properties.forEach(
        (name, value) -> {
          if ((value.length() <= LONGEST_VALUE && isHarmless(name)) || matches(disclosed, name)) {
            // PostgreSQL's text holds no NUL.
            shown.put(name.replace("\0", ""), value.replace("\0", ""));
          } else {
            withheld.add(nameOf(name));
          }
        });
    return new ShownProperties(shown, new ArrayList<>(withheld));
  }

  private static boolean isHarmless(String name) {
    return matches(HARMLESS, name);
  }

  private static boolean matches(List<Pattern> patterns, String name) {
    return patterns.stream().anyMatch(it -> it.matcher(name).matches());
  }

  private static String nameOf(String name) {
    return PLAIN_NAME.matcher(name).matches() ? name : name.replaceFirst("[^a-z].*$", "") + ".*";
  }

  private static Pattern names(String prefix, String names) {
    return Pattern.compile(Pattern.quote(prefix) + "(" + names + ")");
  }

  private static Pattern glob(String text) {
    return Pattern.compile(
        Arrays.stream(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
        Pattern.DOTALL);
  }
}
