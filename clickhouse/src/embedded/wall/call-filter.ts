import type { ConnectPermits } from "./connect-permits.js";
import { type ProcessorNumbers, pinned, processorNumbers, type SystemCall } from "./system-calls.js";

/** Operations of classic BPF, as the kernel's filter of system calls takes them. */
const load = 0x20;
const and = 0x54;
const jumpIfEqual = 0x15;
const jumpIfSet = 0x45;
const jumpIfFrom = 0x35;
const answer = 0x06;

const allowed = 0x7fff0000;
/** Asks whoever holds the filter's listener; where nobody does any more, the call fails. */
const asked = 0x7fc00000;
const failsWith = (errno: number): number => 0x00050000 | errno;
const permission = 1;
const notSupported = 38;
const addressFamily = 97;

/** Places in `struct seccomp_data`; of an argument the low half, on processors whose low half comes first. */
const numberAt = 0;
const architectureAt = 4;
const argumentAt = (index: number): number => 16 + 8 * index;

const ipv4 = 2;
const ipv6 = 10;
const stream = 1;
const fastOpen = 0x20000000;
/** `io_uring_setup`, `io_uring_enter`, `io_uring_register`: the same on every processor. */
const ioUring = [425, 426, 427] as const;

const setModeFilter = 1n;
/** Without it old kernels slow down every thread that has a filter. */
const speculationAllowed = 1n << 2n;
const newListener = 1n << 3n;

type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

/**
 * The filter: no connection but those that {@link ConnectPermits} lets through (and none by the first packet of a send), no socket but of TCP, no other program,
 * no other process's memory, and no `io_uring`, which would go round all of it. Listening and what was accepted stay.
 */
function program(numbers: ProcessorNumbers): readonly Instruction[] {
  const refuse = (number: number, errno: number): Instruction[] => [
    [jumpIfEqual, 0, 1, number],
    [answer, 0, 0, failsWith(errno)],
  ];
  const refuseIfSet = (number: number, argument: number, bit: number): Instruction[] => [
    [jumpIfEqual, 0, 4, number],
    [load, 0, 0, argumentAt(argument)],
    [jumpIfSet, 0, 1, bit],
    [answer, 0, 0, failsWith(permission)],
    [answer, 0, 0, allowed],
  ];
  const { socket, sendto, sendmsg, sendmmsg } = numbers;
  return [
    [load, 0, 0, architectureAt],
    [jumpIfEqual, 1, 0, numbers.auditArchitecture],
    [answer, 0, 0, failsWith(permission)],
    [load, 0, 0, numberAt],
    // The same calls under other numbers: x32 programs on a 64 bit kernel.
    [jumpIfFrom, 0, 1, 0x40000000],
    [answer, 0, 0, failsWith(notSupported)],
    [jumpIfEqual, 0, 1, numbers.connect],
    [answer, 0, 0, asked],
    ...[numbers.execve, numbers.execveat, numbers.ptrace].flatMap((one) => refuse(one, permission)),
    ...[numbers.process_vm_readv, numbers.process_vm_writev, numbers.socketpair].flatMap((one) =>
      refuse(one, permission),
    ),
    ...ioUring.flatMap((one) => refuse(one, notSupported)),
    ...refuseIfSet(sendto, 3, fastOpen),
    ...refuseIfSet(sendmsg, 2, fastOpen),
    ...refuseIfSet(sendmmsg, 3, fastOpen),
    [jumpIfEqual, 1, 0, socket],
    [answer, 0, 0, allowed],
    [load, 0, 0, argumentAt(0)],
    [jumpIfEqual, 2, 0, ipv4],
    [jumpIfEqual, 1, 0, ipv6],
    [answer, 0, 0, failsWith(addressFamily)],
    [load, 0, 0, argumentAt(1)],
    // Without SOCK_NONBLOCK and SOCK_CLOEXEC.
    [and, 0, 0, 0xf],
    [jumpIfEqual, 1, 0, stream],
    [answer, 0, 0, failsWith(permission)],
    [answer, 0, 0, allowed],
  ];
}

/**
 * What a thread calls to bind itself and the threads that it starts to the filter; undefined on other processors. The
 * kernel takes it from a thread that has given up gaining privileges: see {@link noNewPrivileges}.
 */
export function callFilter(): SystemCall | undefined {
  const numbers = processorNumbers();
  if (numbers === undefined) return undefined;
  const instructions = program(numbers);
  const bytes = Buffer.alloc(8 * instructions.length);
  instructions.forEach(([code, ifTrue, ifFalse, value], index) => {
    bytes.writeUInt16LE(code, 8 * index);
    bytes.writeUInt8(ifTrue, 8 * index + 2);
    bytes.writeUInt8(ifFalse, 8 * index + 3);
    bytes.writeUInt32LE(value >>> 0, 8 * index + 4);
  });
  const header = Buffer.alloc(16);
  header.writeUInt16LE(instructions.length, 0);
  header.writeBigUInt64LE(pinned(bytes), 8);
  return [numbers.seccomp, setModeFilter, speculationAllowed | newListener, pinned(header)];
}

/** `prctl(PR_SET_NO_NEW_PRIVS, 1)`, which both walls ask for first. */
export function noNewPrivileges(): SystemCall | undefined {
  const numbers = processorNumbers();
  return numbers && [numbers.prctl, 38n, 1n, 0n, 0n];
}
