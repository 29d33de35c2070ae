extension Glyphs {
  /// The ways of writing a zero.
  static let zero = [
    // One turn from the top: narrow, round, leaning.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(32, 1), .at(16, 18), .at(8, 50), .at(11, 84), .at(25, 99), .at(41, 84), .at(50, 50),
          .at(47, 17), .at(31, 1))
      ],
      [
        Stroke(
          .at(40, 1), .at(5, 14), .at(-18, 50), .at(-3, 87), .at(32, 99), .at(71, 87), .at(92, 50),
          .at(75, 13), .at(38, 2))
      ],
      [
        Stroke(
          .at(54, 6), .at(25, 10), .at(2, 52), .at(3, 90), .at(28, 98), .at(54, 78), .at(65, 42),
          .at(53, 10), .at(26, 4))
      ]),
    // With an end that runs over the start or into the inside.
    Allograph(
      weight: 0.6,
      [
        Stroke(
          .at(51, 8), .at(26, 6), .at(2, 48), .at(5, 88), .at(28, 99), .at(54, 78), .at(61, 40),
          .at(47, 8), .at(21, 10), .at(24, 26))
      ],
      [
        Stroke(
          .at(64, 0), .at(25, 14), .at(2, 52), .at(5, 86), .at(26, 99), .at(51, 84), .at(60, 46),
          .at(49, 14), .at(34, 22), .at(31, 34))
      ],
      [
        Stroke(
          .at(25, 10), .at(6, 30), .at(1, 60), .at(11, 92), .at(32, 99), .at(56, 80), .at(62, 44),
          .at(51, 12), .at(30, 2), .at(3, 12))
      ]),
    // Crossed out.
    Allograph(
      weight: 0.08,
      [
        Stroke(
          .at(44, 1), .at(19, 16), .at(4, 52), .at(9, 86), .at(28, 99), .at(49, 84), .at(60, 48),
          .at(55, 14), .at(40, 2)),
        Stroke(.at(64, 4), .at(32, 50), .at(4, 94)),
      ]),
  ]

  /// The ways of writing a one.
  static let one = [
    // A bare downstroke, straight or slightly bent.
    Allograph(
      weight: 8,
      [Stroke(.at(36, 0), .at(32, 35), .at(28, 70), .at(24, 100))],
      [Stroke(.at(39, 0), .at(31, 35), .at(26, 70), .at(24, 100))],
      [Stroke(.at(36, 0), .at(36, 35), .at(31, 70), .at(22, 100))]),
    // With an upstroke before it.
    Allograph(
      weight: 1.2,
      [Stroke(.at(17, 24), .corner(38, 0), .at(32, 50), .at(26, 100))],
      [Stroke(.at(27, 10), .corner(38, 0), .at(31, 50), .at(24, 100))],
      [Stroke(.at(4, 34), .corner(40, 1), .at(34, 50), .at(27, 100))]),
    // With upstroke and foot.
    Allograph(
      weight: 0.8,
      [
        Stroke(.at(15, 22), .corner(38, 0), .at(32, 50), .at(26, 98)),
        Stroke(.at(2, 98), .at(50, 97)),
      ],
      [
        Stroke(.at(24, 14), .corner(39, 0), .at(31, 50), .at(24, 98)),
        Stroke(.at(-22, 99), .at(78, 98)),
      ]),
  ]

  /// The ways of writing a two.
  static let two = [
    // A hook, a diagonal and a base after a sharp turn: level, long, rising, falling.
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
      ],
      [
        Stroke(
          .at(0, 30), .at(24, 10), .at(44, 24), .at(30, 56), .corner(-8, 94), .at(48, 86),
          .at(120, 80))
      ]),
    // The turn at the foot is a loop: small, large and round, lying flat, before a long tail.
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
      ],
      [
        Stroke(
          .at(-4, 12), .at(34, 0), .at(64, 30), .at(54, 76), .at(22, 99), .at(-8, 82), .at(14, 58),
          .at(52, 76), .at(74, 98))
      ],
      [
        Stroke(
          .at(4, 22), .at(24, 6), .at(42, 22), .at(26, 66), .at(2, 92), .at(-14, 88), .at(8, 78),
          .at(48, 90), .at(110, 82))
      ]),
  ]

  /// The ways of writing a three.
  static let three = [
    // Two bows meeting in a notch: even, small head, small belly, wide.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(4, 14), .at(28, 0), .at(50, 16), .at(41, 38), .corner(22, 47), .at(48, 56),
          .at(57, 78), .at(34, 98), .at(4, 88))
      ],
      [
        Stroke(
          .at(6, 8), .at(30, 2), .at(44, 14), .at(35, 32), .corner(18, 42), .at(48, 48),
          .at(65, 72), .at(38, 99), .at(-2, 94))
      ],
      [
        Stroke(
          .at(0, 12), .at(34, 0), .at(60, 20), .at(48, 42), .corner(26, 52), .at(46, 58),
          .at(52, 80), .at(28, 99), .at(2, 90))
      ],
      [
        Stroke(
          .at(-12, 4), .at(32, 2), .at(64, 8), .at(49, 32), .corner(8, 48), .at(50, 48),
          .at(71, 70), .at(42, 98), .at(-12, 98))
      ]),
    // The notch is a small loop.
    Allograph(
      weight: 0.4,
      [
        Stroke(
          .at(2, 12), .at(30, 0), .at(50, 16), .at(38, 42), .at(22, 52), .at(18, 44), .at(34, 44),
          .at(55, 64), .at(46, 92), .at(4, 92))
      ],
      [
        Stroke(
          .at(6, 20), .at(32, 2), .at(52, 20), .at(34, 48), .at(14, 52), .at(14, 40), .at(38, 46),
          .at(55, 70), .at(36, 98), .at(-2, 84))
      ]),
    // Flat-topped.
    Allograph(
      weight: 0.15,
      [
        Stroke(
          .at(2, 4), .corner(50, 3), .corner(26, 40), .at(50, 52), .at(55, 78), .at(30, 99),
          .at(2, 88))
      ]),
  ]
}
