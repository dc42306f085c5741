package dev.downbeat.server;
import dev.downbeat.api.*;
import dev.downbeat.api.Views.*;
import dev.downbeat.runtime.*;
import java.util.*;
import java.time.*;
import java.nio.file.Path;
public class Smoke {
  public static void main(String[] a) throws Exception {
    DownbeatApi api = (DownbeatApi) java.lang.reflect.Proxy.newProxyInstance(Smoke.class.getClassLoader(), new Class<?>[]{DownbeatApi.class}, (p,m,args)->switch(m.getName()){
      case "info" -> new ServerInfo("0.1","embedded","now",1,2);
      case "dags" -> new Page<>(List.of(), "abc");
      case "runs" -> new Page<>(List.of(new RunSummary(1,"<x>",1,"manual","success",Instant.EPOCH,Instant.EPOCH,null,null,null)), null);
      case "importErrors" -> List.of();
      case "trigger" -> new RunSummary(1,"x",1,"manual","success",Instant.EPOCH,Instant.EPOCH,null,null,null);
      case "dag" -> throw UnknownNameException.of(dev.downbeat.model.ErrorCode.NOT_FOUND,"there is no DAG 'chrun'","chrun",List.of("churn"));
      default -> throw new IllegalStateException(m.getName()); });
    Downbeat d = new Downbeat(){ public DownbeatApi api(){return api;} public Health health(){return new Health(true,false);} EngineMeters mt=new EngineMeters(); public EngineMeters meters(){return mt;} public void close(){System.out.println("CLOSED BY SPRING");}};
    long t=System.nanoTime();
    var s = DownbeatServer.start(d, new Settings(Path.of("/tmp/x"), new Settings.Database("",2), new Settings.Dags(Path.of("/tmp"),Duration.ofSeconds(1)), new Settings.Http("127.0.0.1",18642), new Settings.Engine(1,Duration.ofSeconds(3)), new Settings.Log("info",false)));
    System.out.println("started in "+(System.nanoTime()-t)/1000000+" ms at "+s.url());
    if (a.length>0) { Thread.sleep(Long.parseLong(a[0])); s.close(); }
  }
}
