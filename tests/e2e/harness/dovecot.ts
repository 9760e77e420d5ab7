// SPDX-License-Identifier: AGPL-3.0-or-later
// A private Dovecot on loopback with its mail in a temporary folder. Mails are delivered as a mail server does it:
// written beside the mailbox and moved into it.
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { until } from "./until.js";

const program = "/usr/sbin/dovecot";
const as_root = process.getuid?.() === 0;

export async function free_port(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
    socket.unref();
  });
}

// Dovecot never opens mail as root.
function mail_user(): { name: string; uid: number; gid: number } {
  if (!as_root) return { name: userInfo().username, uid: process.getuid!(), gid: process.getgid!() };
  const number = (flag: string) => Number(execFileSync("id", [flag, "mail"], { encoding: "utf8" }));
  return { name: "mail", uid: number("-u"), gid: number("-g") };
}

export class Dovecot {
  static readonly password = "dovecot-secret";
  private readonly folder = mkdtempSync(join(tmpdir(), "pult-e2e-dovecot-"));
  private readonly owner = mail_user();
  private child: ChildProcess | null = null;
  private delivered = 0;

  private constructor(readonly port: number) {}

  static async start(users: string[]): Promise<Dovecot> {
    if (!existsSync(program)) throw new Error("Debian's package dovecot-imapd is missing");
    const dovecot = new Dovecot(await free_port());
    dovecot.prepare(users);
    dovecot.child = spawn("setpriv", ["--pdeathsig", "TERM", program, "-F", "-c", join(dovecot.folder, "conf")], {
      stdio: "ignore",
    });
    try {
      await until("Dovecot answers", async () => {
        if (dovecot.child?.exitCode !== null) throw new Error("Dovecot ended");
        return await answers(dovecot.port);
      });
    } catch (problem) {
      const log = join(dovecot.folder, "log");
      throw new Error(`${problem}\n${existsSync(log) ? readFileSync(log, "utf8").slice(-2000) : ""}`);
    }
    return dovecot;
  }

  private prepare(users: string[]): void {
    chmodSync(this.folder, 0o755);
    for (const user of users) {
      for (const name of ["", "/Maildir", "/Maildir/new", "/Maildir/cur", "/Maildir/tmp"]) {
        mkdirSync(join(this.folder, user + name));
        chownSync(join(this.folder, user + name), this.owner.uid, this.owner.gid);
      }
    }
    const lines = users.map((user) => `${user}:{PLAIN}${Dovecot.password}::::::\n`);
    writeFileSync(join(this.folder, "users"), lines.join(""));
    writeFileSync(join(this.folder, "conf"), this.config());
  }

  private config(): string {
    const { name, uid, gid } = this.owner;
    const internal = as_root ? "dovecot" : name;
    const chroot = as_root ? "" : "  chroot =\n";
    return `protocols = imap
listen = 127.0.0.1
base_dir = ${this.folder}/run
state_dir = ${this.folder}/state
log_path = ${this.folder}/log
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
default_internal_user = ${internal}
default_internal_group = ${internal}
default_login_user = ${as_root ? "dovenull" : name}
passdb {
  driver = passwd-file
  args = ${this.folder}/users
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${this.folder}/%u
}
service imap-login {
  inet_listener imap {
    port = ${this.port}
  }
${chroot}}
service anvil {
${chroot}}
`;
  }

  // The moment of delivery, in milliseconds since 1970.
  deliver(user: string, raw: string | Buffer): number {
    const name = `${Math.floor(Date.now() / 1000)}.M${String(++this.delivered).padStart(7, "0")}.e2e`;
    const mailbox = join(this.folder, user, "Maildir");
    writeFileSync(join(mailbox, "tmp", name), raw);
    chownSync(join(mailbox, "tmp", name), this.owner.uid, this.owner.gid);
    renameSync(join(mailbox, "tmp", name), join(mailbox, "new", name));
    return Date.now();
  }

  // What the desk is told to fetch mail with.
  imap(user: string): object {
    return {
      host: "127.0.0.1",
      port: this.port,
      security: "none",
      username: user,
      auth: "password",
      password: Dovecot.password,
      folder: "INBOX",
    };
  }

  async stop(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (child && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
