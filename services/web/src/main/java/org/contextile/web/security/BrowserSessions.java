// SPDX-License-Identifier: Apache-2.0
package org.contextile.web.security;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.contextile.db.workspace.WorkspaceScope;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.util.WebUtils;

/**
 * Sessions of browsers: a random cookie in place of a key. They are rows, so that every gateway and
 * service knows them and one that was ended is ended everywhere. A session holds only as long as
 * some key identifies its very caller, and at most {@link #LONGEST}. Its row is read again after
 * {@link SecurityProperties#sessionMemory()}.
 */
public final class BrowserSessions {
  static final String COOKIE = "contextile-session";
  static final String CSRF_HEADER = "X-CSRF-Token";
  private static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST_RECENT = 10_000;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final JdbcClient jdbc;
  private final RecentSessions recent;
  private final Set<Caller> known;

  BrowserSessions(JdbcClient jdbc, SecurityProperties properties) {
    this.jdbc = jdbc;
    recent = new RecentSessions(properties.sessionMemory(), MOST_RECENT, System::nanoTime);
    known = properties.allKeys().map(CallerKey::caller).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * A session that has begun.
   *
   * @param cookie what the browser is to send; no script can read it
   * @param csrfToken see {@link #csrfToken(HttpServletRequest)}
   */
  public record Begun(ResponseCookie cookie, String csrfToken) {}

  /** Begins a session of a caller, and forgets those that are over. */
  public Begun begin(Caller caller, HttpServletRequest request) {
    byte[] random = new byte[32];
    RANDOM.nextBytes(random);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    WorkspaceScope.inAll(() -> store(caller, token));
    return new Begun(cookie(token, overHttps(request), LONGEST), csrfToken(token));
  }

  private void store(Caller caller, String token) {
    jdbc.sql("DELETE FROM browser_session WHERE expires_at <= now()").update();
    jdbc.sql(
            """
            INSERT INTO browser_session (token_digest, subject, workspace, roles, expires_at)
            VALUES (:digest, :subject, :workspace, :roles, now() + make_interval(secs => :seconds))
            """)
        .param("digest", Digests.sha256(token))
        .param("subject", caller.subject())
        .param("workspace", caller.workspace())
        .param("roles", caller.roles().stream().map(Role::name).toArray(String[]::new))
        .param("seconds", LONGEST.toSeconds())
        .update();
  }

  /**
   * Ends the session that a request comes with, if any; the answer is the cookie that forgets it.
   */
  public ResponseCookie end(HttpServletRequest request) {
    token(request)
        .map(Digests::sha256)
        .ifPresent(
            digest -> {
              WorkspaceScope.inAll(() -> delete(digest));
              recent.remove(digest);
            });
    return cookie("", overHttps(request), Duration.ZERO);
  }

  private void delete(String digest) {
    jdbc.sql("DELETE FROM browser_session WHERE token_digest = :digest")
        .param("digest", digest)
        .update();
  }

  /**
   * What a page is to send as {@code X-CSRF-Token} with all but reading requests; empty where a
   * request comes without a session.
   */
  public Optional<String> csrfToken(HttpServletRequest request) {
    return token(request).filter(it -> find(it).isPresent()).map(BrowserSessions::csrfToken);
  }

  /** A request's cookie, unless it comes with a key, which prevails. */
  static Optional<String> token(HttpServletRequest request) {
    Cookie cookie = WebUtils.getCookie(request, COOKIE);
    return cookie == null || request.getHeader(HttpHeaders.AUTHORIZATION) != null
        ? Optional.empty()
        : Optional.of(cookie.getValue());
  }

  Optional<Caller> find(String token) {
    String digest = Digests.sha256(token);
    Optional<Caller> read = recent.find(digest);
    if (read.isEmpty()) {
      // Whose rows to see is what the row says.
      read = WorkspaceScope.inAll(() -> read(digest));
      read.ifPresent(caller -> recent.put(digest, caller));
    }
    return read;
  }

  private Optional<Caller> read(String digest) {
    return jdbc.sql(
            """
            SELECT subject, workspace, roles FROM browser_session
            WHERE token_digest = :digest AND expires_at > now()
            """)
        .param("digest", digest)
        .query(
            (row, _) ->
                new Caller(
                    row.getString("subject"),
                    row.getString("workspace"),
                    roles((String[]) row.getArray("roles").getArray())))
        .optional()
        .filter(known::contains);
  }

  /** Whether a request's CSRF token is that of the session that it comes with. */
  static boolean meant(HttpServletRequest request, String token) {
    String sent = request.getHeader(CSRF_HEADER);
    return sent != null
        && MessageDigest.isEqual(
            sent.getBytes(StandardCharsets.UTF_8),
            csrfToken(token).getBytes(StandardCharsets.UTF_8));
  }

  private static Set<Role> roles(String[] names) {
    List<Role> roles = Arrays.stream(names).map(Role::valueOf).toList();
    return Set.copyOf(roles);
  }

  private static String csrfToken(String token) {
    return Digests.sha256("csrf:" + token);
  }

  // A proxy may have ended TLS. Whoever claims it falsely only keeps a cookie from plain HTTP.
  private static boolean overHttps(HttpServletRequest request) {
    return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
  }

  private static ResponseCookie cookie(String value, boolean secure, Duration age) {
    return ResponseCookie.from(COOKIE, value)
        .httpOnly(true)
        .secure(secure)
        .sameSite("Strict")
        .path("/")
        .maxAge(age)
        .build();
  }
}
