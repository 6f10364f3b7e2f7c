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
#   simple       seed, arms, ids, turn → the arms of the sorted ids, each drawn on its own, joined by blanks
#   clustered    seed, arms, ids, blocks (or null), clusters, turn → csv with cluster_id, and its sha256
#   schedules    seed, ids, clusters and strata (or null), treated, first (a date), days, parts, max_run, balance → csv,
#                the canonical form, its sha256, and sha256_week, that of the last week (core/trial/crossover.py, schedule.py)
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256 sha256_hex);
use JSON::PP;
use POSIX qw(strftime);

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

sub turned { my ($purpose, $turn) = @_; return $turn == 1 ? $purpose : "redraw/$turn/$purpose" }

sub simple {
    my ($seed, $text, $ids, $turn) = @_;
    my ($sum, %weight) = weights($text);
    start_stream($seed, turned("simple", $turn));
    my @drawn;
    for (sort @$ids) {
        my $number = below($sum);
        for my $name (sort keys %weight) {
            if ($number < $weight{$name}) { push @drawn, $name; last }
            $number -= $weight{$name};
        }
    }
    return { seed => $seed, arms => $text, ids => $ids, turn => $turn, drawn => join(" ", @drawn) };
}

sub clustered {
    my ($seed, $text, $ids, $blocks, $clusters, $turn) = @_;
    my ($sum, %weight) = weights($text);
    my (%block, %cluster, %members, %arm);
    @cluster{@$ids} = @$clusters;
    @block{@$clusters} = $blocks ? @$blocks : ("") x @$ids;
    push @{ $members{ $block{$_} } }, $_ for sort keys %block;
    for my $label (keys %members) {
        start_stream($seed, turned($blocks ? "arms/$label" : "arms", $turn));
        @arm{ @{ $members{$label} } } = deal(scalar @{ $members{$label} }, $text);
    }
    my $csv = "hotspot_id,block,cluster_id,arm,probability\n";
    for my $id (sort @$ids) {
        my ($cluster, $arm) = ($cluster{$id}, $arm{ $cluster{$id} });
        my $common = gcd($weight{$arm}, $sum);
        my $chance = $weight{$arm} / $common . "/" . $sum / $common;
        $csv .= join(",", map { quoted($_) } $id, $block{$cluster}, $cluster, $arm, $chance) . "\n";
    }
    return { seed => $seed, arms => $text, ids => $ids, blocks => $blocks, clusters => $clusters, turn => $turn,
        csv => $csv, sha256 => sha256_hex(bytes_of($csv)) };
}

# -- crossover schedules (core/trial/crossover.py, days.py, treated.py, schedule.py) ----------------------------------

sub lcm { my ($a, $b) = @_; return $a / gcd($a, $b) * $b }

# the fraction above / below in lowest terms
sub lowest { my ($above, $below) = @_; my $common = gcd($above, $below); return [ $above / $common, $below / $common ] }

# "22.5" → fraction
sub decimal {
    my ($whole, $part) = $_[0] =~ /^(\d+)(?:\.(\d+))?$/ or die "number $_[0]";
    return lowest($whole * 1_000_000 + substr(($part // "") . "000000", 0, 6), 1_000_000);
}

# how many units of each stratum are treated in a part of the day: label → fraction
sub due {
    my ($treated, $size, $part, $parts) = @_;
    my %half = (day => 0, night => 1);
    my @there = grep { $parts != 2 || ($half{ lc $_ } // $part) == $part } sort keys %$size;
    my $total = 0;
    $total += $size->{$_} for @there;
    my %due;
    for my $label (@there) {
        my $amount = $treated =~ /=/ ? { map { split /=/ } split /,/, $treated }->{$label} : $treated;
        my $percent = $amount =~ s/%$//;
        my ($above, $below) = @{ decimal($amount) };
        ($above, $below) = ($above * $size->{$label}, $below * 100) if $percent;
        ($above, $below) = ($above * $size->{$label}, $below * $total) if !$percent && $treated !~ /=/;
        $due{$label} = lowest($above, $below);
    }
    return \%due;
}

sub ceiling { my ($above, $below) = @{ $_[0] }; return int(($above + $below - 1) / $below) }

# the first $need of those in the queue that $wanted accepts come to rest
sub rest_first {
    my ($rests, $need, $queue, $wanted) = @_;
    for my $unit (@$queue) {
        last if $need <= 0;
        next if $rests->{$unit} || !$wanted->($unit);
        $rests->{$unit} = 1;
        $need--;
    }
}

sub schedule {
    my ($seed, $ids, $clusters, $strata, $treated, $first, $days, $parts, $max_run, $balance) = @_;
    my (%cluster, %stratum, %members, %run, %before, @rows);
    @cluster{@$ids} = $clusters ? @$clusters : @$ids;
    @stratum{ @cluster{@$ids} } = $strata ? @$strata : ("") x @$ids;
    push @{ $members{ $stratum{$_} } }, $_ for sort keys %stratum;
    my %size = map { $_ => scalar @{ $members{$_} } } keys %members;
    my @due = map { due($treated, \%size, $_, $parts) } 0 .. $parts - 1;
    my $periods = $days * $parts;
    for my $period (0 .. $periods - 1) {
        my $name = strftime("%Y-%m-%d", gmtime($first + 86400 * int($period / $parts)));
        $name .= sprintf "/%0*d", length $parts, $period % $parts + 1 if $parts > 1;
        my $due = $due[ $period % $parts ];

        # numbers: all strata take part in the shuffle, those that are not in the trial with nothing due
        my $whole = 1;
        $whole = lcm($whole, $_->[1]) for values %$due;
        start_stream($seed, "schedule/$name");
        my @order = sort keys %size;
        shuffle(\@order);
        my ($start, $end, %number) = (below($whole), 0);
        for my $label (@order) {
            my ($above, $below) = @{ $due->{$label} // [ 0, 1 ] };
            my $begin = $end;
            $end += $above * ($whole / $below) % $whole;
            $number{$label} = int($above / $below);
            for (my $at = $start; $at < $end; $at += $whole) { $number{$label}++ if $at >= $begin }
        }

        my %arm;
        for my $label (sort keys %$due) {
            my ($n, $now) = ($size{$label}, $number{$label});
            start_stream($seed, "schedule/$name/$label") if $strata;

            # the least that rest, over all parts of the day in which the stratum is in the trial
            my @there = grep { $_ } map { $_->{$label} } @due;
            my ($most) = sort { $b <=> $a } map { ceiling($_) } @there;
            my ($least) = sort { $a <=> $b } map { int($_->[0] / $_->[1]) } @there;
            my $c = $balance ? int($least * ($n - $most) / $n) : $n - $most;
            my $limit = $max_run < @there * $days ? $max_run : 0;

            my ($x, $balanced) = (0, $balance && defined $before{$label});
            if ($balanced) {
                my $start = below($n);
                my $product = $before{$label} * ($n - $now);
                $x = int($product / $n) + ($start < $product % $n ? 1 : 0);
            }
            my @queue = @{ $members{$label} };
            shuffle(\@queue);
            my %rests;
            for my $j (1 .. $limit) {
                my @urgent = grep { $limit + 1 - ($run{$_} // 0) <= $j } @queue;
                my $need = @urgent - ($j - 1) * $c - grep { $rests{$_} } @urgent;
                rest_first(\%rests, $need, \@urgent, sub { 1 });
            }
            if ($balanced) {
                rest_first(\%rests, $x - keys %rests, \@queue, sub { $run{ $_[0] } });
                rest_first(\%rests, $n - $now - keys %rests, \@queue, sub { !$run{ $_[0] } });
            }
            else {
                rest_first(\%rests, $n - $now - keys %rests, \@queue, sub { 1 });
            }
            for my $unit (@queue) {
                $arm{$unit} = $rests{$unit} ? "control" : "treatment";
                $run{$unit} = $rests{$unit} ? 0 : ($run{$unit} // 0) + 1;
            }
            $before{$label} = $now;
        }
        for my $id (sort @$ids) {
            my $unit = $cluster{$id};
            my $arm = $arm{$unit} or next;
            my ($label, $of) = ($stratum{$unit}, $due->{ $stratum{$unit} });
            my ($above, $below) = ($of->[0], $of->[1] * $size{$label});
            ($above, $below) = @{ lowest($arm eq "treatment" ? $above : $below - $above, $below) };
            push @rows, [ $period, join(",", map { quoted($_) } $id, $name, $clusters ? $unit : "", $label, $arm, "$above/$below") ];
        }
    }
    my $week = int(($days + 6) / 7);
    my $csv = sealed($seed, "seal", map { $_->[1] } @rows);
    my $last = sealed($seed, "seal/$week", map { $_->[1] } grep { $_->[0] >= ($week - 1) * 7 * $parts } @rows);
    return { seed => $seed, ids => $ids, clusters => $clusters, strata => $strata, treated => $treated,
        first => strftime("%Y-%m-%d", gmtime $first), days => $days, parts => $parts, max_run => $max_run,
        balance => $balance ? JSON::PP::true : JSON::PP::false, csv => $csv, sha256 => sha256_hex(bytes_of($csv)),
        sha256_week => sha256_hex(bytes_of($last)) };
}

sub sealed {
    my ($seed, $purpose, @rows) = @_;
    start_stream($seed, $purpose);
    my $seal = join "", map { sprintf "%016x", next_word() } 1 .. 4;
    return join "", map { "$_\n" } "# $seal", "hotspot_id,period,cluster_id,stratum,arm,probability", @rows;
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

my (@simple, @clustered);
for my $turn (1, 2, 17) {
    push @simple, simple($seeds[$turn % @seeds], $arms[$_], \@ids, $turn) for 0 .. 5;
    push @clustered, clustered($seeds[$turn % @seeds], $arms[$_], \@ids, undef, [ ("z", "é", "z,2", "b") x 3 ], $turn) for 0, 2;
    push @clustered, clustered("blocks", $arms[1], \@ids, [ ("north") x 6, ("south") x 6 ], [ map { "c" . int($_ / 2) } 0 .. 11 ], $turn);
}
my @places = map { sprintf "P%02d", $_ } 1 .. 20;
my ($march, @schedules) = (1774483200);    # 2026-03-26
push @schedules, schedule("Ark", \@places, undef, undef, "8", $march, 15, 1, 0, 0);
push @schedules, schedule("Rowan", [ map { "L$_" } 1 .. 21 ], undef, undef, "7", $march, 12, 1, 3, 0);
push @schedules, schedule("Thames Valley one", [ map { sprintf "H%02d", $_ } 1 .. 45 ], undef, undef, "22.5", $march, 9, 1, 0, 0);
push @schedules, schedule("half", [ map { sprintf "H%02d", $_ } 1 .. 15 ], undef, undef, "50%", $march, 14, 1, 5, 1);
push @schedules, schedule("balance \x{1F3B2}", \@places, undef, undef, "8", $march, 15, 1, 2, 1);
push @schedules, schedule("run", [ "a" .. "h" ], undef, undef, "6", $march, 16, 1, 3, 0);
push @schedules, schedule("clusters", \@ids, [ ("north", "été", "a,b", "z") x 3 ], undef, "2", $march, 8, 2, 3, 0);
push @schedules, schedule("strata", \@places, undef, [ ("inner", "outer", "outer", "ø, far", "outer") x 4 ], "7", $march, 9, 1, 4, 0);
push @schedules, schedule("strata balanced", \@places, undef, [ ("inner", "outer", "outer", "ø, far", "outer") x 4 ], "40%", $march, 9, 1, 0, 1);
push @schedules, schedule("shifts", \@places, undef, [ ("day", "night", "all", "Day") x 5 ], "6.5", $march, 9, 2, 0, 0);
push @schedules, schedule("two lists", \@places, [ map { "c" . int($_ / 2) } 0 .. 19 ], [ ("day") x 8, ("night") x 12 ],
    "day=1.5,night=2", $march, 15, 2, 3, 0);
push @schedules, schedule("everything", [ map { sprintf "E%02d", $_ } 1 .. 32 ], [ map { "c" . int($_ / 2) } 0 .. 31 ],
    [ ("day") x 16, ("night") x 16 ], "day=3.5,night=4", $march, 15, 2, 4, 1);

binmode STDOUT;
print JSON::PP->new->utf8->canonical->indent->indent_length(1)->encode(
    { streams => \@streams, numbers => \@numbers, deals => \@deals, allocations => \@allocations, schedules => \@schedules, simple => \@simple,
        clustered => \@clustered });
