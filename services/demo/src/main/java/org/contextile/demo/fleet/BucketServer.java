// SPDX-License-Identifier: Apache-2.0
package org.contextile.demo.fleet;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** The main program of a server that speaks S3's protocol for the folders of a directory. */
final class BucketServer {
  static final String ACCESS_KEY = "demo";
  static final String SECRET_KEY = "known-to-this-machine-only";

  private BucketServer() {}

  /**
   * @param arguments the directory, a bucket that is made in it if it is not there, and the port
   */
  public static void main(String[] arguments) throws Exception {
    BlobStore objects = new FilesystemNio2BlobStore(arguments[0]);
    if (!objects.containerExists(arguments[1])) {
      objects.createContainer(arguments[1]);
    }
    S3Proxy.builder()
        .endpoint(URI.create("http://127.0.0.1:" + arguments[2]))
        .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
        .blobStore(objects)
        .build()
        .start();
  }
}
