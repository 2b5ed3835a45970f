// SPDX-License-Identifier: Apache-2.0
package org.contextile.intake.bucket;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.LinkedBlockingDeque;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.S3Exceptions;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A server of S3's protocol with signed requests, whose objects are in memory. */
public final class S3Store implements AutoCloseable {
  public static final String ACCESS_KEY = "lab";
  public static final String SECRET_KEY = "secret-of-the-lab";

  /** What goes wrong with the next time that an object's bytes are asked for. */
  public sealed interface Mishap {
    /** The connection ends after so many bytes; the server holds back up to 64 KiB of them. */
    record BreakOff(int bytes) implements Mishap {}

    /** As {@link BreakOff}, and then something happens. */
    record BreakOffThen(int bytes, Runnable then) implements Mishap {}

    record Status(int status) implements Mishap {}

    /** The bytes come with the checksum of others. */
    record OtherChecksum(String crc32) implements Mishap {}
  }

  private final BlobStore objects = new TransientNio2BlobStore();
  private final LinkedBlockingDeque<Mishap> mishaps = new LinkedBlockingDeque<>();
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
  private final S3Proxy server;

  public S3Store() {
    server =
        S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
            .blobStore(new Troubled(objects))
            .build();
    try {
      server.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getPort();
  }

  public S3Store with(String bucket, String key, byte[] content) {
    if (!objects.containerExists(bucket)) {
      objects.createContainer(bucket);
    }
    objects.putBlob(
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentLength((long) content.length)
            .build(),
        new java.io.ByteArrayInputStream(content));
    return this;
  }

  public void remove(String bucket, String key) {
    objects.removeBlob(bucket, key);
  }

  public void next(Mishap... coming) {
    mishaps.addAll(List.of(coming));
  }

  /** The requests as they came: {@code LIST}, {@code HEAD}, {@code GET}, a key, and a range. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Troubled extends ForwardingBlobStore {

    Troubled(BlobStore objects) {
      super(objects);
    }

    @Override
    public ListObjectsV2Response list(ListObjectsV2Request request) {
      seen.add("LIST " + request.prefix());
      guard(request.prefix());
      return super.list(request);
    }

    @Override
    public HeadObjectResponse blobMetadata(HeadObjectRequest request) {
      seen.add("HEAD " + request.key());
      guard(request.key());
      return super.blobMetadata(request);
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getBlob(GetObjectRequest request) {
      seen.add("GET " + request.key() + (request.range() == null ? "" : " " + request.range()));
      guard(request.key());
      Mishap mishap = mishaps.poll();
      if (mishap instanceof Mishap.Status refused) {
        throw S3Exceptions.fromStatusCode(refused.status());
      }
      ResponseInputStream<GetObjectResponse> whole = super.getBlob(request);
      return switch (mishap) {
        case Mishap.BreakOff(int bytes) -> ending(whole, bytes, () -> {});
        case Mishap.BreakOffThen(int bytes, Runnable then) -> ending(whole, bytes, then);
        case Mishap.OtherChecksum(String crc32) ->
            new ResponseInputStream<>(
                whole.response().toBuilder()
                    .checksumCRC32(crc32)
                    .checksumType(ChecksumType.FULL_OBJECT)
                    .build(),
                whole);
        case Mishap.Status _ -> throw new IllegalStateException();
        case null -> whole;
      };
    }

    private void guard(@Nullable String key) {
      if (key != null && key.startsWith("forbidden/")) {
        throw S3Exceptions.fromStatusCode(403);
      }
    }
  }

  private static ResponseInputStream<GetObjectResponse> ending(
      ResponseInputStream<GetObjectResponse> whole, int after, Runnable then) {
    InputStream part =
        new FilterInputStream(whole) {
          private int left = after;

          @Override
          public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
              then.run();
              throw new IOException("the cable was pulled");
            }
            int read = super.read(bytes, offset, Math.min(left, length));
            left -= Math.max(read, 0);
            return read;
          }
        };
    return new ResponseInputStream<>(whole.response(), part);
  }
}
