#!/usr/bin/perl
# Makes vectors.json: the documented draw (core/chance.py, core/trial/arms.py, core/trial/canonical.py), written a second
# time in Perl from that text alone, so that the plugin's own code is never what it is checked against.
#
#     perl tests/core/trial/vectors.pl > tests/core/trial/vectors.json
#
# What is in the file (all text is UTF-8; the draw uses the text as it stands, without normalisation):
#   streams      seed, purpose → the stream's first words, 64 bits each, big-endian, in hexadecimal
#   numbers      seed, purpose, below (limits as decimal text) → numbers, one for each limit, from one stream
#   deals        seed, purpose, arms, n → the arms of n hotspots in the order of their keys, joined by blanks
#   allocations  seed, arms, ids, blocks (or null) → csv, the canonical CSV, and its sha256
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256 sha256_hex);
use JSON::PP;

my ($prefix, $counter, @words);

# not Encode, which puts U+FFFD in the place of a noncharacter
sub bytes_of { my ($text) = @_; utf8::encode($text); return $text }

sub start_stream {
    my ($seed, $purpose) = @_;
    $prefix = bytes_of($seed) . "\x1f" . bytes_of($purpose) . "\x1f";
    ($counter, @words) = (0);
}

sub next_word {
    @words = unpack("Q>4", sha256($prefix . $counter++)) unless @words;
    return shift @words;
}

# 2**64 itself is no Perl integer: every word is below it
sub below {
    my ($n) = @_;
    return next_word() if $n eq "18446744073709551616";
    my $rest = (18446744073709551615 % $n + 1) % $n;    # 2**64 mod n
    my $word = next_word();
    $word = next_word() while $rest && $word > 18446744073709551615 - $rest;
    return $word % $n;
}

sub shuffle {
    my ($items) = @_;
    for (my $i = $#$items; $i > 0; $i--) {
        my $j = below($i + 1);
        @$items[$i, $j] = @$items[$j, $i];
    }
}

sub gcd { my ($a, $b) = @_; ($a, $b) = ($b, $a % $b) while $b; return $a }

# "treatment=1,control=0.5" → (treatment => 2, control => 1), and their sum
sub weights {
    my ($text) = @_;
    my (%weight, $common, $sum);
    for (split /,/, $text) {
        my ($name, $whole, $part) = /^\s*([\w-]+)\s*=\s*(\d+)(?:\.(\d+))?\s*$/ or die "arms $text";
        $weight{$name} = $whole * 1_000_000 + substr(($part // "") . "000000", 0, 6);
        $common = gcd($weight{$name}, $common // 0);
    }
    $_ /= $common, $sum += $_ for values %weight;
    return ($sum, %weight);
}

sub deal {
    my ($n, $text) = @_;
    my ($sum, %weight) = weights($text);
    my @order = sort keys %weight;
    shuffle(\@order);
    my $start = below($sum);
    my ($end, %due) = (0);
    for my $name (@order) {
        my $begin = $end;
        $end += $n * $weight{$name} % $sum;
        $due{$name} = int($n * $weight{$name} / $sum);
        for (my $at = $start; $at < $end; $at += $sum) { $due{$name}++ if $at >= $begin }
    }
    my @dealt = map { ($_) x $due{$_} } sort keys %due;
    shuffle(\@dealt);
    return @dealt;
}

sub quoted {
    my ($value) = @_;
    return $value unless $value =~ /[,"\n\r]/;
    $value =~ s/"/""/g;
    return "\"$value\"";
}

sub allocation {
    my ($seed, $text, $ids, $blocks) = @_;
    my ($sum, %weight) = weights($text);
    my (%members, %block, %arm);
    @block{@$ids} = $blocks ? @$blocks : ("") x @$ids;
    push @{ $members{ $block{$_} } }, $_ for sort @$ids;
    for my $label (keys %members) {
        start_stream($seed, $blocks ? "arms/$label" : "arms");
        @arm{ @{ $members{$label} } } = deal(scalar @{ $members{$label} }, $text);
    }
    my $csv = "hotspot_id,block,arm,probability\n";
    for my $id (sort @$ids) {
        my $common = gcd($weight{ $arm{$id} }, $sum);
        my $chance = $weight{ $arm{$id} } / $common . "/" . $sum / $common;
        $csv .= join(",", map { quoted($_) } $id, $block{$id}, $arm{$id}, $chance) . "\n";
    }
    return { seed => $seed, arms => $text, ids => $ids, blocks => $blocks, csv => $csv,
        sha256 => sha256_hex(bytes_of($csv)) };
}

my @seeds = ("1", "Trial 1, 2024-03-01", "été", "e\x{301}te\x{301}", "بذرة", "\x{1F3B2}\x{1F1EC}\x{1F1E7}", "a\x{1f}b",
    "nul\x{0}byte", " blanks ", "\x{10FFFF}", "line\nbreak", "x" x 300);
my @arms = ("treatment=1,control=1", "treatment=1,control=2", "a=1,b=1,c=1", "a=1,b=2,c=3,d=4", "high=0.5,low=0.25,none=1",
    "x=0.3,y=0.7", "dose-15=1,dose_5=1,none=1,Zulu=1", "été=999999.999999,b=0.000001");
my (@streams, @numbers, @deals, @allocations);

for my $seed (@seeds) {
    for my $purpose ("arms", "arms/north", "arms/été") {
        start_stream($seed, $purpose);
        push @streams, { seed => $seed, purpose => $purpose, words => [ map { sprintf "%016x", next_word() } 1 .. 9 ] };
    }
}
for my $limit ("1", "2", "3", "6", "10", "1000000007", "9223372036854775808", "9223372036854775809", "12297829382473034412",
    "18446744073709551615", "18446744073709551616") {
    start_stream("numbers", "test");
    push @numbers, { seed => "numbers", purpose => "test", below => [ ($limit) x 8 ], numbers => [ map { "" . below($limit) } 1 .. 8 ] };
}
for my $n (1 .. 50) {
    for my $turn (0, 3) {
        my ($seed, $text) = ($seeds[ ($n + $turn) % @seeds ], $arms[ ($n + $turn) % @arms ]);
        start_stream($seed, "arms");
        push @deals, { seed => $seed, purpose => "arms", arms => $text, n => $n, dealt => join(" ", deal($n, $text)) };
    }
}
my @ids = ("H10", "H2", "h1", "É", "E\x{301}", "\x{FB01}", "\x{1F3B2}", "a,b", "say \"so\"", "two\nlines", " H2", "ж");
push @allocations, allocation("Trial 1, 2024-03-01", "treatment=1,control=1", [ map { "H$_" } 1 .. 6 ], undef);
push @allocations, allocation($_, $arms[3], \@ids, undef) for @seeds;
push @allocations, allocation($_, $arms[0], \@ids, [ ("north", "south, east", "ø") x 4 ]) for @seeds;
push @allocations, allocation("randomizr", "treatment=1,control=1", [ map { sprintf "U%03d", $_ } 1 .. 350 ],
    [ ("a") x 50, ("b") x 100, ("c") x 200 ]);

binmode STDOUT;
print JSON::PP->new->utf8->canonical->indent->indent_length(1)->encode(
    { streams => \@streams, numbers => \@numbers, deals => \@deals, allocations => \@allocations });
