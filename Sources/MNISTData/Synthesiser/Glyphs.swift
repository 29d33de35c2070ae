/// The ways the ten digits are written.
///
/// Designed by hand. Coordinates are percent of the digit's height: `y` runs from 0 at the top to
/// 100 at the foot, `x` from 0 to about 60.
enum Glyphs {
  /// The allographs of each digit, `[10]`.
  static let allographs: [[Allograph]] = [
    zero, one, two, three, four, five, six, seven, eight, nine,
  ]

  private static let zero = [
    // One turn from the top: narrow, round, leaning, open with an overlapping end.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(28, 1), .at(13, 18), .at(8, 50), .at(14, 84), .at(29, 99), .at(44, 84), .at(50, 50),
          .at(44, 17), .at(27, 1))
      ],
      [
        Stroke(
          .at(36, 1), .at(2, 14), .at(-18, 50), .at(0, 87), .at(36, 99), .at(74, 87), .at(92, 50),
          .at(72, 13), .at(34, 2))
      ],
      [
        Stroke(
          .at(50, 6), .at(22, 10), .at(2, 52), .at(6, 90), .at(32, 98), .at(56, 78), .at(64, 42),
          .at(50, 10), .at(22, 4))
      ]),
    // With an end that runs over the start or into the inside.
    Allograph(
      weight: 0.6,
      [
        Stroke(
          .at(48, 8), .at(22, 6), .at(2, 48), .at(8, 88), .at(32, 99), .at(56, 78), .at(60, 40),
          .at(44, 8), .at(18, 10), .at(22, 26))
      ],
      [
        Stroke(
          .at(60, 0), .at(22, 14), .at(2, 52), .at(8, 86), .at(30, 99), .at(54, 84), .at(60, 46),
          .at(46, 14), .at(32, 22), .at(30, 34))
      ],
      [
        Stroke(
          .at(22, 10), .at(4, 30), .at(2, 60), .at(14, 92), .at(36, 99), .at(58, 80), .at(62, 44),
          .at(48, 12), .at(26, 2), .at(0, 12))
      ]),
  ]

  private static let one = [
    // A bare downstroke, straight or slightly bent.
    Allograph(
      weight: 8,
      [Stroke(.at(30, 0), .at(30, 35), .at(30, 70), .at(30, 100))],
      [Stroke(.at(33, 0), .at(29, 35), .at(28, 70), .at(30, 100))],
      [Stroke(.at(30, 0), .at(34, 35), .at(33, 70), .at(28, 100))]),
    // With an upstroke before it.
    Allograph(
      weight: 1.2,
      [Stroke(.at(14, 24), .corner(32, 0), .at(32, 50), .at(32, 100))],
      [Stroke(.at(22, 10), .corner(32, 0), .at(31, 50), .at(30, 100))],
      [Stroke(.at(2, 34), .corner(34, 1), .at(34, 50), .at(33, 100))]),
    // With upstroke and foot.
    Allograph(
      weight: 0.8,
      [
        Stroke(.at(12, 22), .corner(32, 0), .at(32, 50), .at(32, 98)),
        Stroke(.at(8, 98), .at(56, 97)),
      ],
      [
        Stroke(.at(20, 14), .corner(33, 0), .at(31, 50), .at(30, 98)),
        Stroke(.at(-16, 99), .at(84, 98)),
      ]),
  ]

  private static let two = [
    // A hook, a diagonal and a base after a sharp turn.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(6, 22), .at(26, 2), .at(52, 14), .at(46, 46), .corner(4, 97), .at(34, 95),
          .at(64, 96))
      ],
      [
        Stroke(
          .at(-6, 14), .at(30, 0), .at(60, 22), .at(44, 58), .corner(-4, 92), .at(36, 92),
          .at(90, 98))
      ],
      [
        Stroke(
          .at(10, 36), .at(28, 4), .at(50, 20), .at(38, 56), .corner(0, 99), .at(36, 92),
          .at(70, 78))
      ],
      [
        Stroke(
          .at(0, 4), .at(30, 2), .at(54, 10), .at(40, 50), .corner(6, 88), .at(30, 94),
          .at(60, 100))
      ]),
    // The turn at the foot is a loop: small, large and round, lying flat.
    Allograph(
      weight: 1.4,
      [
        Stroke(
          .at(6, 18), .at(28, 1), .at(50, 18), .at(38, 56), .at(12, 92), .at(0, 84), .at(14, 74),
          .at(40, 90), .at(68, 94))
      ],
      [
        Stroke(
          .at(2, 24), .at(32, 0), .at(60, 26), .at(46, 70), .at(10, 99), .at(-12, 84),
          .at(14, 66), .at(50, 88), .at(86, 84))
      ],
      [
        Stroke(
          .at(14, 8), .at(40, 2), .at(52, 26), .at(36, 62), .at(16, 90), .at(4, 96), .at(8, 84),
          .at(32, 86), .at(64, 100))
      ],
      [
        Stroke(
          .at(0, 36), .at(26, 2), .at(52, 30), .at(34, 80), .at(4, 98), .at(-8, 78), .at(12, 64),
          .at(44, 90), .at(60, 100))
      ]),
  ]

  private static let three = [
    // Two bows meeting in a notch: even, small head, small belly, wide.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(6, 14), .at(30, 0), .at(52, 16), .at(42, 38), .corner(22, 47), .at(48, 56),
          .at(56, 78), .at(32, 98), .at(2, 88))
      ],
      [
        Stroke(
          .at(8, 8), .at(32, 2), .at(46, 14), .at(36, 32), .corner(18, 42), .at(48, 48),
          .at(64, 72), .at(36, 99), .at(-4, 94))
      ],
      [
        Stroke(
          .at(2, 12), .at(36, 0), .at(62, 20), .at(48, 42), .corner(26, 52), .at(46, 58),
          .at(50, 80), .at(26, 99), .at(0, 90))
      ],
      [
        Stroke(
          .at(-10, 4), .at(34, 2), .at(66, 8), .at(50, 32), .corner(8, 48), .at(50, 48),
          .at(70, 70), .at(40, 98), .at(-14, 98))
      ]),
    // The notch is a small loop.
    Allograph(
      weight: 0.4,
      [
        Stroke(
          .at(4, 12), .at(32, 0), .at(52, 16), .at(38, 42), .at(22, 52), .at(18, 44), .at(34, 44),
          .at(54, 64), .at(44, 92), .at(2, 92))
      ],
      [
        Stroke(
          .at(8, 20), .at(34, 2), .at(54, 20), .at(34, 48), .at(14, 52), .at(14, 40), .at(38, 46),
          .at(54, 70), .at(34, 98), .at(-4, 84))
      ]),
    // Flat-topped.
    Allograph(
      weight: 0.15,
      [
        Stroke(
          .at(4, 4), .corner(52, 3), .corner(26, 40), .at(50, 52), .at(54, 78), .at(28, 99),
          .at(0, 88))
      ]),
  ]

  private static let four = [
    // Open: an angle, then a downstroke through its arm.
    Allograph(
      weight: 2,
      [
        Stroke(.at(10, 4), .at(6, 32), .corner(6, 54), .at(32, 54), .at(62, 50)),
        Stroke(.at(54, 2), .at(50, 50), .at(46, 100)),
      ],
      [
        Stroke(.at(16, 8), .at(6, 32), .corner(4, 60), .at(32, 62), .at(66, 58)),
        Stroke(.at(60, 0), .at(54, 50), .at(50, 100)),
      ],
      [
        Stroke(.at(4, 2), .at(2, 24), .corner(10, 44), .at(34, 46), .at(54, 40)),
        Stroke(.at(52, 4), .at(50, 50), .at(50, 100)),
      ],
      [
        Stroke(.at(-4, 0), .at(-8, 28), .corner(-10, 60), .at(32, 56), .at(84, 50)),
        Stroke(.at(60, 10), .at(54, 50), .at(50, 100)),
      ]),
    // Closed: a diagonal, a crossbar, a downstroke from the same top.
    Allograph(
      weight: 0.6,
      [
        Stroke(.at(44, 1), .at(22, 32), .corner(0, 62), .at(34, 62), .at(66, 60)),
        Stroke(.at(46, 0), .at(46, 50), .at(46, 100)),
      ],
      [
        Stroke(.at(38, 2), .at(18, 26), .corner(4, 50), .at(30, 52), .at(52, 50)),
        Stroke(.at(42, 0), .at(42, 50), .at(40, 100)),
      ],
      [
        Stroke(.at(54, 2), .at(20, 30), .corner(-12, 66), .at(38, 64), .at(88, 60)),
        Stroke(.at(56, 0), .at(52, 50), .at(46, 100)),
      ]),
    // In one go: down, across, up and down again.
    Allograph(
      weight: 0.25,
      [
        Stroke(
          .at(8, 4), .at(2, 38), .corner(10, 52), .at(40, 40), .corner(56, 0), .at(50, 50),
          .at(44, 100))
      ],
      [
        Stroke(
          .at(14, 2), .at(2, 30), .corner(10, 54), .at(44, 46), .corner(58, 6), .at(54, 52),
          .at(54, 100))
      ]),
  ]

  private static let five = [
    // Neck and belly, then the bar.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(14, 4), .at(12, 24), .corner(10, 44), .at(34, 38), .at(54, 58), .at(44, 90),
          .at(18, 99), .at(0, 88)),
        Stroke(.at(14, 4), .at(36, 4), .at(60, 2)),
      ],
      [
        Stroke(
          .at(20, 8), .at(16, 26), .corner(12, 40), .at(38, 44), .at(52, 66), .at(38, 92),
          .at(16, 98), .at(-2, 94)),
        Stroke(.at(20, 10), .at(42, 6), .at(84, -6)),
      ],
      [
        Stroke(
          .at(12, 2), .at(12, 26), .corner(14, 50), .at(38, 46), .at(56, 64), .at(46, 90),
          .at(20, 100), .at(2, 90)),
        Stroke(.at(14, 2), .at(34, 4), .at(54, 6)),
      ],
      [
        Stroke(
          .at(10, 14), .at(8, 28), .corner(6, 42), .at(40, 34), .at(66, 54), .at(52, 90),
          .at(14, 98), .at(-16, 80)),
        Stroke(.at(8, 10), .at(36, 2), .at(74, 0)),
      ]),
    // In one go from the end of the bar.
    Allograph(
      weight: 1.2,
      [
        Stroke(
          .at(62, 3), .at(38, 4), .corner(16, 6), .at(13, 24), .corner(11, 42), .at(36, 40),
          .at(54, 62), .at(42, 90), .at(18, 99), .at(0, 88))
      ],
      [
        Stroke(
          .at(84, -6), .at(50, 4), .corner(28, 14), .at(22, 26), .corner(16, 42), .at(38, 48),
          .at(46, 70), .at(32, 92), .at(12, 98), .at(-14, 94))
      ],
      [
        Stroke(
          .at(60, 6), .at(36, 2), .corner(14, 10), .at(8, 28), .corner(14, 46), .at(38, 50),
          .at(54, 70), .at(40, 94), .at(12, 100), .at(-10, 84))
      ],
      [
        Stroke(
          .at(66, 0), .at(44, 4), .corner(24, 10), .at(18, 24), .corner(14, 36), .at(40, 36),
          .at(56, 58), .at(48, 90), .at(16, 98), .at(6, 78))
      ]),
  ]

  private static let six = [
    // A bent stem that closes into a loop: plain, upright, wide and low, with a small loop.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(44, 0), .at(22, 22), .at(6, 58), .at(10, 90), .at(30, 99), .at(50, 86), .at(48, 64),
          .at(30, 56), .at(10, 72))
      ],
      [
        Stroke(
          .at(24, 0), .at(10, 26), .at(4, 58), .at(8, 88), .at(28, 99), .at(48, 84), .at(44, 62),
          .at(24, 58), .at(8, 76))
      ],
      [
        Stroke(
          .at(54, 4), .at(24, 16), .at(4, 50), .at(8, 86), .at(34, 99), .at(58, 80), .at(50, 54),
          .at(28, 50), .at(8, 66))
      ],
      [
        Stroke(
          .at(40, 0), .at(20, 26), .at(4, 62), .at(6, 90), .at(28, 100), .at(44, 90), .at(46, 74),
          .at(28, 70), .at(14, 86))
      ]),
    // The loop ends inside or crosses the stem; wide bowls.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(24, 0), .at(8, 28), .at(0, 62), .at(10, 92), .at(38, 99), .at(64, 80), .at(58, 54),
          .at(34, 56), .at(24, 76), .at(28, 90))
      ],
      [
        Stroke(
          .at(42, 0), .at(16, 26), .at(0, 64), .at(12, 94), .at(44, 97), .at(72, 74), .at(66, 50),
          .at(40, 56), .at(20, 80), .at(20, 94))
      ],
      [
        Stroke(
          .at(30, 0), .at(14, 30), .at(4, 64), .at(10, 92), .at(30, 99), .at(52, 80), .at(48, 56),
          .at(28, 54), .at(4, 68), .at(-6, 80))
      ]),
  ]

  private static let seven = [
    // Bar and downstroke.
    Allograph(
      weight: 1.4,
      [Stroke(.at(4, 8), .at(30, 6), .corner(58, 4), .at(38, 50), .at(26, 100))],
      [Stroke(.at(2, 14), .at(28, 4), .corner(54, 10), .at(44, 50), .at(40, 100))],
      [Stroke(.at(-4, 4), .at(30, 4), .corner(66, 2), .at(44, 34), .at(12, 100))],
      [Stroke(.at(-14, 24), .at(26, 12), .corner(66, 0), .at(40, 44), .at(16, 100))]),
    // With a serif at the bar's start.
    Allograph(
      weight: 1,
      [Stroke(.at(2, 24), .corner(6, 6), .at(30, 6), .corner(58, 4), .at(40, 48), .at(28, 100))],
      [Stroke(.at(6, 18), .corner(6, 8), .at(28, 6), .corner(56, 2), .at(36, 48), .at(18, 100))],
      [Stroke(.at(2, 44), .corner(6, 14), .at(30, 8), .corner(54, 8), .at(44, 50), .at(36, 100))]),
    // With a stroke through the stem.
    Allograph(
      weight: 0.5,
      [
        Stroke(.at(2, 10), .at(28, 6), .corner(58, 4), .at(40, 48), .at(26, 100)),
        Stroke(.at(20, 52), .at(64, 48)),
      ],
      [
        Stroke(.at(6, 8), .at(28, 6), .corner(54, 6), .at(40, 48), .at(32, 100)),
        Stroke(.at(0, 56), .at(86, 54)),
      ]),
  ]

  private static let eight = [
    // In one go: an S down, and back up through the waist; the end meets, passes or misses the
    // start.
    Allograph(
      weight: 2,
      [
        Stroke(
          .at(50, 14), .at(30, 1), .at(11, 18), .at(28, 44), .at(49, 68), .at(46, 92), .at(26, 99),
          .at(8, 84), .at(22, 56), .at(44, 34), .at(50, 12))
      ],
      [
        Stroke(
          .at(58, 18), .at(36, 4), .at(12, 18), .at(26, 42), .at(42, 66), .at(36, 94), .at(18, 99),
          .at(4, 82), .at(22, 56), .at(52, 30), .at(74, 2))
      ],
      [
        Stroke(
          .at(46, 10), .at(30, 1), .at(16, 14), .at(28, 38), .at(56, 62), .at(56, 90), .at(30, 100),
          .at(4, 86), .at(14, 58), .at(38, 36), .at(46, 14))
      ],
      [
        Stroke(
          .at(66, 8), .at(28, 2), .at(0, 22), .at(20, 42), .at(34, 64), .at(28, 92), .at(14, 99),
          .at(2, 84), .at(16, 62), .at(48, 40), .at(72, 20))
      ],
      [
        Stroke(
          .at(56, 26), .at(42, 2), .at(18, 14), .at(24, 38), .at(40, 58), .at(40, 88), .at(22, 98),
          .at(6, 84), .at(18, 60), .at(40, 46), .at(56, 30))
      ]),
    // Beginning on the left, down to the right first.
    Allograph(
      weight: 0.5,
      [
        Stroke(
          .at(30, 2), .at(10, 16), .at(18, 38), .at(46, 58), .at(52, 84), .at(30, 99), .at(6, 86),
          .at(14, 60), .at(46, 38), .at(52, 14), .at(28, 1))
      ],
      [
        Stroke(
          .at(36, 6), .at(-6, 10), .at(4, 36), .at(52, 54), .at(66, 84), .at(30, 99), .at(-6, 86),
          .at(8, 56), .at(56, 38), .at(66, 12), .at(30, 2))
      ]),
    // Two rings.
    Allograph(
      weight: 0.3,
      [
        Stroke(.at(30, 46), .at(12, 26), .at(30, 1), .at(50, 24), .at(30, 46)),
        Stroke(.at(30, 46), .at(4, 74), .at(30, 99), .at(56, 74), .at(30, 46)),
      ],
      [
        Stroke(.at(30, 42), .at(0, 24), .at(30, 1), .at(60, 22), .at(30, 42)),
        Stroke(.at(30, 42), .at(-6, 72), .at(30, 99), .at(66, 72), .at(30, 42)),
      ]),
  ]

  private static let nine = [
    // A loop, then a straight stem: plain, large loop, small loop, wide loop, leaning.
    Allograph(
      weight: 1.4,
      [
        Stroke(
          .at(50, 12), .at(28, 2), .at(8, 22), .at(14, 46), .at(36, 42), .at(50, 14), .at(48, 56),
          .at(44, 100))
      ],
      [
        Stroke(
          .at(48, 10), .at(26, 2), .at(4, 28), .at(14, 56), .at(40, 44), .at(52, 10), .at(52, 54),
          .at(54, 100))
      ],
      [
        Stroke(
          .at(48, 8), .at(32, 2), .at(14, 18), .at(18, 34), .at(38, 28), .at(50, 10), .at(44, 56),
          .at(30, 100))
      ],
      [
        Stroke(
          .at(56, 6), .at(22, 4), .at(-10, 26), .at(6, 46), .at(40, 34), .at(58, 10), .at(52, 50),
          .at(40, 100))
      ],
      [
        Stroke(
          .at(62, 4), .at(38, 4), .at(8, 30), .at(8, 50), .at(36, 40), .at(60, 12), .at(38, 60),
          .at(16, 100))
      ]),
    // The loop does not close: the stem begins beside its start, at a sharp turn.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(46, 14), .at(28, 4), .at(8, 24), .at(14, 46), .at(36, 42), .corner(54, 8),
          .at(50, 56), .at(46, 100))
      ],
      [
        Stroke(
          .at(42, 10), .at(22, 6), .at(4, 30), .at(14, 50), .at(38, 44), .corner(56, 2),
          .at(48, 54), .at(36, 100))
      ],
      [
        Stroke(
          .at(54, 2), .at(30, 4), .at(6, 24), .at(10, 44), .at(32, 42), .corner(50, 20),
          .at(46, 58), .at(40, 100))
      ],
      [
        Stroke(
          .at(66, 6), .at(30, 0), .at(-4, 20), .at(4, 40), .at(34, 38), .corner(56, 24),
          .at(46, 58), .at(30, 100))
      ]),
    // The foot curves back to the left.
    Allograph(
      weight: 0.5,
      [
        Stroke(
          .at(48, 14), .at(28, 1), .at(8, 20), .at(14, 44), .at(36, 42), .at(50, 20), .at(50, 62),
          .at(34, 96), .at(4, 90))
      ],
      [
        Stroke(
          .at(50, 10), .at(30, 1), .at(6, 24), .at(18, 50), .at(40, 40), .at(52, 18), .at(54, 58),
          .at(44, 92), .at(18, 98))
      ]),
  ]
}
