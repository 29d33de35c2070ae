extension Glyphs {
  /// The ways of writing a four.
  static let four = [
    // All are less loose than other digits: a four shaken too much reads as an open nine.

    // Open: an angle, then a downstroke through its arm.
    Allograph(
      weight: 2, looseness: 0.75,
      [
        Stroke(.at(16, 4), .at(8, 32), .corner(5, 54), .at(31, 54), .at(62, 50)),
        Stroke(.at(60, 2), .at(50, 50), .at(40, 100)),
      ],
      [
        Stroke(.at(21, 8), .at(8, 32), .corner(3, 60), .at(30, 62), .at(65, 58)),
        Stroke(.at(66, 0), .at(54, 50), .at(44, 100)),
      ],
      [
        Stroke(.at(10, 2), .at(5, 24), .corner(11, 44), .at(35, 46), .at(55, 40)),
        Stroke(.at(58, 4), .at(50, 50), .at(44, 100)),
      ],
      [
        Stroke(.at(2, 0), .at(-5, 28), .corner(-11, 60), .at(31, 56), .at(84, 50)),
        Stroke(.at(65, 10), .at(54, 50), .at(44, 100)),
      ]),
    // Closed: a diagonal, a crossbar, a downstroke from the same top.
    Allograph(
      weight: 0.3, looseness: 0.75,
      [
        Stroke(.at(50, 1), .at(24, 32), .corner(-2, 62), .at(32, 62), .at(65, 60)),
        Stroke(.at(52, 0), .at(46, 50), .at(40, 100)),
      ],
      [
        Stroke(.at(44, 2), .at(21, 26), .corner(4, 50), .at(30, 52), .at(52, 50)),
        Stroke(.at(48, 0), .at(42, 50), .at(34, 100)),
      ],
      [
        Stroke(.at(60, 2), .at(23, 30), .corner(-14, 66), .at(36, 64), .at(87, 60)),
        Stroke(.at(62, 0), .at(52, 50), .at(40, 100)),
      ],
      [
        Stroke(.at(40, 0), .at(27, 28), .corner(5, 58), .at(29, 58), .at(49, 54)),
        Stroke(.at(42, 0), .at(40, 50), .at(34, 100)),
      ]),
    // In one go: down, across, up and down again.
    Allograph(
      weight: 0.12, looseness: 0.75,
      [
        Stroke(
          .at(14, 4), .at(4, 38), .corner(10, 52), .at(41, 40), .corner(62, 0), .at(50, 50),
          .at(38, 100))
      ],
      [
        Stroke(
          .at(20, 2), .at(5, 30), .corner(9, 54), .at(45, 46), .corner(64, 6), .at(54, 52),
          .at(48, 100))
      ]),
  ]

  /// The ways of writing a five.
  static let five = [
    // Neck and belly, then the bar.
    Allograph(
      weight: 1,
      [
        Stroke(
          .at(10, 4), .at(10, 24), .corner(10, 44), .at(33, 38), .at(55, 58), .at(47, 90),
          .at(22, 99), .at(3, 88)),
        Stroke(.at(10, 4), .at(32, 4), .at(56, 2)),
      ],
      [
        Stroke(
          .at(17, 8), .at(14, 26), .corner(11, 40), .at(38, 44), .at(53, 66), .at(41, 92),
          .at(20, 98), .at(2, 94)),
        Stroke(.at(17, 10), .at(38, 6), .at(80, -6)),
      ],
      [
        Stroke(
          .at(8, 2), .at(10, 26), .corner(14, 50), .at(38, 46), .at(57, 64), .at(49, 90),
          .at(24, 100), .at(5, 90)),
        Stroke(.at(10, 2), .at(30, 4), .at(50, 6)),
      ],
      [
        Stroke(
          .at(7, 14), .at(6, 28), .corner(5, 42), .at(39, 34), .at(66, 54), .at(55, 90),
          .at(18, 98), .at(-14, 80)),
        Stroke(.at(5, 10), .at(32, 2), .at(70, 0)),
      ],
      [
        Stroke(
          .at(30, 4), .at(20, 22), .corner(8, 46), .at(30, 46), .at(41, 64), .at(31, 90),
          .at(10, 98), .at(-9, 92)),
        Stroke(.at(28, 6), .at(56, 4), .at(96, -4)),
      ]),
    // In one go from the end of the bar.
    Allograph(
      weight: 1.2,
      [
        Stroke(
          .at(58, 3), .at(34, 4), .corner(12, 6), .at(11, 24), .corner(10, 42), .at(35, 40),
          .at(55, 62), .at(45, 90), .at(22, 99), .at(3, 88))
      ],
      [
        Stroke(
          .at(80, -6), .at(46, 4), .corner(25, 14), .at(20, 26), .corner(15, 42), .at(38, 48),
          .at(48, 70), .at(35, 92), .at(16, 98), .at(-10, 94))
      ],
      [
        Stroke(
          .at(56, 6), .at(32, 2), .corner(11, 10), .at(6, 28), .corner(14, 46), .at(38, 50),
          .at(56, 70), .at(44, 94), .at(16, 100), .at(-7, 84))
      ],
      [
        Stroke(
          .at(62, 0), .at(40, 4), .corner(21, 10), .at(16, 24), .corner(13, 36), .at(39, 36),
          .at(57, 58), .at(51, 90), .at(20, 98), .at(8, 78))
      ],
      [
        Stroke(
          .at(96, 2), .at(56, 4), .corner(29, 8), .at(22, 24), .corner(14, 46), .at(34, 46),
          .at(45, 64), .at(33, 92), .at(10, 98), .at(-13, 86))
      ]),
  ]

  /// The ways of writing a six.
  static let six = [
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
}
