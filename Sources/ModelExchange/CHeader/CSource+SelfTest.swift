import ModelFile

extension CSource {
  /// Appends the self-test, which costs nothing where nobody asks for it.
  ///
  /// - Parameter differs: a C condition on the numbers `found` and `expected`.
  mutating func append(_ selfTest: SelfTest, name: String, differs: String) {
    append("\n#ifdef \(name)_SELF_TEST")
    if selfTest.samples.isEmpty {
      append("#error \"the model holds no self-test samples\"\n#endif")
      return
    }
    let logits = selfTest.samples.flatMap(\.logits)
    append(table: "\(name)_test_pixels", of: "uint8_t", selfTest.pixels.lazy.map { "\($0)" })
    append(table: "\(name)_test_logits", of: "float", logits.map(Self.literal))
    append(
      """

      /* 0, or the number, from 1, of the first sample whose logits are not those that the model had
       * where it was made. */
      static inline int \(name)_self_test(void)
      {
        float logits[\(name)_CLASSES];
        int32_t sample, i;
        for (sample = 0; sample < \(selfTest.samples.count); sample++) {
          (void)\(name)_classify(\(name)_test_pixels + sample * \(name)_PIXELS, logits);
          for (i = 0; i < \(name)_CLASSES; i++) {
            const float found = logits[i];
            const float expected = \(name)_test_logits[sample * \(name)_CLASSES + i];
            if (\(differs))
              return (int)sample + 1;
          }
        }
        return 0;
      }
      #endif
      """)
  }
}
