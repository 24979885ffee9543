package dev.fairlead.server.pages;

/// A pod that an Application's objects have made.
///
/// @param state its phase, or the reason for which a container waits
/// @param node empty before it was placed
/// @param address empty before it has one
/// @param simulated whether a stand-in runs in place of its image
public record PodRow(String name, String state, String node, String address, boolean simulated) {}
