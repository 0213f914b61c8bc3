# A file system whose server has hung: what reads a file on it waits in the kernel, as on a dead network mount.
#
#   perl hung-mount.pl DIRECTORY FILE BYTES SECONDS
#
# Mounts itself on DIRECTORY with one FILE of so many bytes, prints "mounted", and never answers a read. When it ends, by
# a signal or after so many SECONDS, the kernel fails what waits. Needs root, /dev/fuse and perl-base; speaks the kernel's
# protocol itself (linux/fuse.h).
#
# The first reader of a page waits for this server, which a signal may interrupt; whoever comes after it waits for the page,
# which none may (state D). So the first reader is a child of ours.
use strict;
use warnings;

my ($directory, $file, $size, $seconds) = @ARGV;
$^F = 1000; # mount(8) is to inherit the device
sysopen(my $device, '/dev/fuse', 2) or die "/dev/fuse: $!\n";
my $options = 'fd=' . fileno($device) . ',rootmode=40000,user_id=0,group_id=0,allow_other';
system('mount', '-i', '-t', 'fuse', '-o', $options, 'fleet-lab', $directory) == 0 or die "mount failed\n";
alarm $seconds;
$| = 1;
if (!fork) {
    close $device; # else the file system would outlive its server
    open my $first, '<', "$directory/$file" or exit 1;
    sysread $first, my $page, 65536;
    exit 0;
}

my %op = (lookup => 1, forget => 2, getattr => 3, open => 14, read => 15, statfs => 17, release => 18, flush => 25,
    init => 26, opendir => 27, releasedir => 29, batch_forget => 42);
my $hung = 0;
my ($ok, $not_found, $not_known) = (0, -2, -38);

sub attributes {
    my ($node) = @_;
    my ($bytes, $mode) = $node == 1 ? (0, 040755) : ($size, 0100644);
    return pack 'Q6L10', $node, $bytes, 8, 0, 0, 0, 0, 0, 0, $mode, 1, 0, 0, 0, 4096, 0;
}

sub answer {
    my ($unique, $error, $body) = @_;
    syswrite $device, pack('LlQ', 16 + length $body, $error, $unique) . $body;
}

while (sysread $device, my $request, 1 << 20) {
    my (undef, $code, $unique, $node) = unpack 'LLQQ', $request;
    if ($code == $op{read} || $code == $op{forget} || $code == $op{batch_forget}) {
        print "mounted\n" if $code == $op{read} && !$hung++;
        next; # a read is never answered; the others want no answer
    } elsif ($code == $op{init}) {
        answer($unique, $ok, pack('LLLLSSLLSS', 7, 31, 65536, 0, 12, 10, 65536, 1, 0, 0) . "\0" x 32);
    } elsif ($code == $op{lookup}) {
        my ($name) = substr($request, 40) =~ /^([^\0]*)/;
        if ($node == 1 && $name eq $file) {
            answer($unique, $ok, pack('QQQQLL', 2, 1, 60, 60, 0, 0) . attributes(2));
        } else {
            answer($unique, $not_found, '');
        }
    } elsif ($code == $op{getattr}) {
        answer($unique, $ok, pack('QLL', 60, 0, 0) . attributes($node));
    } elsif ($code == $op{open} || $code == $op{opendir}) {
        answer($unique, $ok, pack 'QLL', 1, 0, 0);
    } elsif ($code == $op{statfs}) {
        answer($unique, $ok, pack('Q5L4', 1, 1, 1, 1, 1, 4096, 255, 4096, 0) . "\0" x 24);
    } elsif ($code == $op{release} || $code == $op{releasedir} || $code == $op{flush}) {
        answer($unique, $ok, '');
    } else {
        answer($unique, $not_known, '');
    }
}
