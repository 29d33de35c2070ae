extension Glyphs {
  /// The ways of writing a seven.
  static let seven = [
    // Bar and downstroke.
    Allograph(
      weight: 1.4,
      [Stroke(.at(0, 8), .at(26, 6), .corner(53, 4), .at(38, 50), .at(31, 100))],
      [Stroke(.at(-2, 14), .at(23, 4), .corner(50, 10), .at(44, 50), .at(45, 100))],
      [Stroke(.at(-9, 4), .at(25, 4), .corner(61, 2), .at(42, 34), .at(17, 100))],
      [Stroke(.at(-17, 24), .at(22, 12), .corner(61, 0), .at(39, 44), .at(21, 100))]),
    // With a serif at the bar's start.
    Allograph(
      weight: 1,
      [Stroke(.at(-1, 24), .corner(2, 6), .at(26, 6), .corner(53, 4), .at(40, 48), .at(33, 100))],
      [Stroke(.at(3, 18), .corner(2, 8), .at(24, 6), .corner(51, 2), .at(36, 48), .at(23, 100))],
      [Stroke(.at(1, 44), .corner(2, 14), .at(26, 8), .corner(50, 8), .at(44, 50), .at(41, 100))],
      [Stroke(.at(-3, 36), .corner(0, 10), .at(36, 10), .corner(65, 4), .at(48, 48), .at(33, 100))]),
    // With a stroke through the stem.
    Allograph(
      weight: 0.5,
      [
        Stroke(.at(-2, 10), .at(24, 6), .corner(53, 4), .at(40, 48), .at(31, 100)),
        Stroke(.at(20, 52), .at(64, 48)),
      ],
      [
        Stroke(.at(2, 8), .at(24, 6), .corner(50, 6), .at(40, 48), .at(37, 100)),
        Stroke(.at(1, 56), .at(86, 54)),
      ]),
  ]

  /// The ways of writing an eight.
  static let eight = [
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
      ],
      [
        Stroke(
          .at(62, 6), .at(34, 2), .at(10, 20), .at(28, 42), .at(44, 66), .at(36, 94), .at(18, 99),
          .at(6, 84), .at(20, 60), .at(36, 44), .at(50, 28))
      ],
      [
        Stroke(
          .at(58, 10), .at(40, 0), .at(20, 16), .at(30, 40), .at(44, 60), .at(34, 90), .at(18, 98),
          .at(4, 88), .at(16, 66), .at(40, 44), .at(64, 14))
      ],
      [
        Stroke(
          .at(62, 20), .at(34, 0), .at(4, 24), .at(24, 50), .at(44, 74), .at(38, 94), .at(26, 99),
          .at(14, 90), .at(22, 70), .at(46, 50), .at(64, 24))
      ],
      [
        Stroke(
          .at(52, 4), .at(34, 2), .at(20, 14), .at(26, 30), .at(56, 56), .at(60, 86), .at(30, 100),
          .at(0, 84), .at(10, 54), .at(38, 30), .at(50, 12))
      ],
      [
        Stroke(
          .at(84, 12), .at(44, 6), .at(12, 18), .at(22, 42), .at(42, 62), .at(38, 92), .at(20, 99),
          .at(4, 84), .at(16, 60), .at(38, 42), .at(50, 10))
      ],
      [
        Stroke(
          .at(60, 14), .at(40, 2), .at(14, 14), .at(18, 36), .at(44, 58), .at(48, 86), .at(24, 99),
          .at(4, 84), .at(12, 62), .at(30, 48), .at(44, 38))
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

  /// The ways of writing a nine.
  static let nine = [
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
      weight: 1.5,
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
      ],
      [
        Stroke(
          .at(48, 4), .at(24, 8), .at(8, 28), .at(12, 46), .at(32, 44), .corner(52, 28),
          .at(48, 60), .at(42, 100))
      ],
      [
        Stroke(
          .at(40, 20), .at(26, 8), .at(6, 26), .at(10, 52), .at(34, 52), .corner(50, 2),
          .at(48, 56), .at(46, 100))
      ],
      [
        Stroke(
          .at(36, 8), .at(20, 12), .at(4, 32), .at(10, 52), .at(34, 46), .corner(56, 4),
          .at(48, 56), .at(40, 100))
      ],
      [
        Stroke(
          .at(34, 2), .at(14, 12), .at(0, 34), .at(18, 46), .at(40, 40), .corner(52, 14),
          .at(50, 56), .at(50, 100))
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
      ],
      [
        Stroke(
          .at(44, 6), .at(24, 2), .at(10, 14), .at(16, 32), .at(36, 30), .at(46, 14), .at(54, 66),
          .at(30, 98), .at(2, 80))
      ]),
    // The other way round: from the stem under the loop, over its top and down.
    Allograph(
      weight: 0.8,
      [
        Stroke(
          .at(46, 34), .at(24, 46), .at(6, 28), .at(24, 2), .at(50, 16), .at(50, 56), .at(44, 100))
      ],
      [
        Stroke(
          .at(50, 24), .at(20, 40), .at(-6, 26), .at(24, 2), .at(58, 10), .at(54, 50), .at(40, 100))
      ],
      [
        Stroke(
          .at(40, 46), .at(18, 54), .at(4, 34), .at(22, 2), .at(46, 14), .at(48, 56), .at(48, 100))
      ]),
  ]
}
