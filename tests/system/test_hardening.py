# SPDX-FileCopyrightText: 2026 The fisc developers
# SPDX-License-Identifier: GPL-3.0-or-later
# test: not under sanitizers: they are another build, and look themselves
"""The binary is built so that a fault of memory ends it: its ELF headers, symbols and code are read."""
import struct

from support import FISC, finish, test

X86_64 = 62
PT_DYNAMIC, PT_GNU_STACK, PT_GNU_RELRO = 2, 0x6474E551, 0x6474E552
DT_FLAGS, DT_FLAGS_1 = 30, 0x6FFFFFFB
DF_BIND_NOW, DF_1_NOW, DF_1_PIE = 8, 1, 0x08000000
SHT_SYMTAB, SHT_DYNSYM = 2, 11
FUNCTION, GLOBAL, UNDEFINED = 2, 1, 0
ENDBR64 = b"\xf3\x0f\x1e\xfa"


class Elf:
    """What is read of a 64-bit little-endian ELF file."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        assert self.bytes[:6] == b"\x7fELF\x02\x01", "expected a 64-bit little-endian ELF file"
        self.kind, self.machine = struct.unpack_from("<HH", self.bytes, 16)
        segments, sections = struct.unpack_from("<QQ", self.bytes, 32)
        segment_bytes, num_segments, section_bytes, num_sections = struct.unpack_from("<HHHH", self.bytes, 54)
        # type, flags, offset, address, -, bytes in the file
        self.segments = [struct.unpack_from("<IIQQQQ", self.bytes, segments + k * segment_bytes) for k in range(num_segments)]
        # name, type, flags, address, offset, bytes, link
        self.sections = [struct.unpack_from("<IIQQQQI", self.bytes, sections + k * section_bytes) for k in range(num_sections)]

    def segment(self, kind):
        return next((segment for segment in self.segments if segment[0] == kind), None)

    def dynamic(self):
        _, _, offset, _, _, length = self.segment(PT_DYNAMIC)
        return dict(struct.iter_unpack("<QQ", self.bytes[offset:offset + length]))

    def symbols(self, kind):
        """Name, type, binding, section, address, bytes."""
        for _, found, _, _, offset, length, link in self.sections:
            if found != kind:
                continue
            names = self.sections[link][4]
            for name, info, _, section, address, size in struct.iter_unpack("<IBBHQQ", self.bytes[offset:offset + length]):
                end = self.bytes.index(b"\0", names + name)
                yield self.bytes[names + name:end].decode(), info & 15, info >> 4, section, address, size

    def code(self, address, count):
        for _, _, offset, begin, _, length in self.segments:
            if begin <= address < begin + length:
                return self.bytes[offset + address - begin:offset + address - begin + count]
        raise AssertionError(f"no code at {address:#x}")


ELF = Elf(FISC)


def imports():
    return {name.split("@")[0] for name, _, _, section, _, _ in ELF.symbols(SHT_DYNSYM) if section == UNDEFINED}


@test
def it_lies_anywhere_in_memory(_):
    assert ELF.kind == 3 and ELF.dynamic().get(DT_FLAGS_1, 0) & DF_1_PIE, (ELF.kind, ELF.dynamic())


@test
def addresses_of_libraries_are_found_at_once_and_cannot_be_overwritten(_):
    flags = ELF.dynamic()
    assert ELF.segment(PT_GNU_RELRO), "no relro"
    assert flags.get(DT_FLAGS, 0) & DF_BIND_NOW and flags.get(DT_FLAGS_1, 0) & DF_1_NOW, flags


@test
def the_stack_is_not_code(_):
    assert ELF.segment(PT_GNU_STACK) and not ELF.segment(PT_GNU_STACK)[1] & 1


@test
def the_stack_is_guarded_and_copies_are_checked(_):
    checked = {name for name in imports() if name.endswith("_chk")}
    assert "__stack_chk_fail" in imports(), "built without -fstack-protector-strong"
    assert "__snprintf_chk" in checked and len(checked) >= 5, f"built without _FORTIFY_SOURCE: {checked}"


@test
def calls_through_pointers_reach_only_the_beginnings_of_functions(_):
    """Control-flow protection; of other processors than x86-64 nothing of that kind is promised."""
    ours = {name: address for name, kind, binding, section, address, size in ELF.symbols(SHT_SYMTAB)
            if kind == FUNCTION and binding == GLOBAL and section != UNDEFINED and size > 0 and not name.startswith("_")}
    assert {"main", "command_execute", "tax_schedule_tax"} <= set(ours) and len(ours) > 500, len(ours)
    if ELF.machine == X86_64:
        bare = sorted(name for name, address in ours.items() if ELF.code(address, 4) != ENDBR64)
        assert not bare, f"without -fcf-protection: {len(bare)}: {bare[:5]}"


finish()
