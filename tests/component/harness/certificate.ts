// SPDX-License-Identifier: AGPL-3.0-or-later
// Self-signed certificates for tests.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export class Certificate {
  private readonly folder = mkdtempSync(join(tmpdir(), "pult-certificate-"));
  readonly certificate_file = join(this.folder, "certificate.pem");
  readonly key_file = join(this.folder, "key.pem");

  // `name` as a subjectAltName has it: "IP:127.0.0.1", "DNS:mail.example".
  constructor(name = "IP:127.0.0.1") {
    const files = ["-keyout", this.key_file, "-out", this.certificate_file];
    const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", ...kind, "-subj", "/CN=test", "-addext", `subjectAltName=${name}`, ...files], {
      stdio: "ignore",
    });
  }

  get certificate(): string {
    return readFileSync(this.certificate_file, "utf8");
  }
  get key(): string {
    return readFileSync(this.key_file, "utf8");
  }
  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
